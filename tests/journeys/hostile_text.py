"""Text that would be more than text if Markdown, or what Streamlit adds to it, were let at it."""

HOSTILE = (
    "**bold** _it_ ~~no~~ `code`",
    "# heading",
    "- list",
    "1. list",
    "> quote",
    "| a | b |",
    "[text](https://example.org)",
    "![image](https://example.org/a.png)",
    "<b>html</b> <img src=x onerror=alert(1)> &amp; &#65;",
    "$x^2$ and $$y$$",
    ":red[late] :blue-badge[new] :small[x] :color[x]{foreground=red} :help[x]",
    ":material/home: :material_home: :streamlit: :smile: :+1:",
    "https://example.org/a?b=c www.example.org nurse@example.org mailto:nurse@example.org",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "[^1] and [^1]: note",
    "--- *** ___",
    "+++ === ~~~",
    "\\*kept\\* \\\\",
    ":red[**both** :material/home:]",
    "L4-L5, 10:41:30, 50 % of 3 < 5",
)
