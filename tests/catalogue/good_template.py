"""The smallest template that is right: one task for each core role."""

GOOD_TEMPLATE = """
module = "cold_back"
title = "Cold back"
version = 1
kind = "cause"

[[tasks]]
id = "CB01"
phase = "evaluate"
role = "primary_care"
title = "Ask when the back feels cold"
why = "The pattern points to the cause"
anchor = "plan_start"
due = "7 (0..14)"
depends_on = ["K02"]
done_when = "Times of day recorded"
evidence = "usual-practice"
sources = ["NG59"]

[[tasks]]
id = "CB02"
phase = "evaluate"
role = "surgeon"
title = "Look at the wound by infrared camera"
why = "A cold wound may be poorly supplied"
anchor = "index_surgery"
due = "30 (20..40)"
repeat = "30d x2 until surgeon_released"
done_when = "Picture on file"
evidence = "usual-practice"
sources = ["NG59"]

[[tasks]]
id = "CB03"
phase = "conservative"
role = "physical_therapist"
title = "Warm-up course"
why = "Movement warms"
anchor = "task:CB01"
due = "14 (7..21)"
repeat = "at 28, 42"
depends_on = ["CB01"]
condition = "age<65 and not smoker"
done_when = "Three sessions offered"
asks = ["walk_min", "gate.injection", "leg_signs"]
evidence = "usual-practice"
sources = ["NG59"]

[[tasks]]
id = "CB04"
phase = "review"
role = "pain_specialist"
title = "Review after the injection"
why = "Warmth may return"
anchor = "procedure"
due = "14 (7..21)"
depends_on = ["J04"]
condition = "gate.injection=yes"
done_when = "Decision recorded"
evidence = "usual-practice"
sources = ["NG59"]
"""
