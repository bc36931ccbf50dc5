"""Routes and middleware around the screens: sign-in, the gate, headers, health; and the server itself."""
