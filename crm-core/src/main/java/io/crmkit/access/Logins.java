package io.crmkit.access;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Login names (ACC-01): what looks alike is the same. */
final class Logins {

    private Logins() {}

    /**
     * The one form of a login: full-width forms are plain ones, capitals small, space around it and characters that nobody sees
     * are gone.
     *
     * @param login as somebody wrote it
     * @return as it is kept and compared
     */
    static String folded(String login) {
        String plain = Normalizer.normalize(login, Normalizer.Form.NFKC);
        StringBuilder seen = new StringBuilder(plain.length());
        plain.codePoints().filter(c -> Character.getType(c) != Character.FORMAT).forEach(seen::appendCodePoint);
        // Capitals first: some small letters differ and have one capital.
        String small = seen.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(small, Normalizer.Form.NFKC).strip();
    }

    /**
     * The login that a mailbox suggests: its name, before the sign.
     *
     * @param email the mailbox
     * @return the login, if the name is good for one
     */
    static Optional<String> fromMailbox(String email) {
        int at = email.lastIndexOf('@');
        return at <= 0
                ? Optional.empty()
                : Optional.of(folded(email.substring(0, at))).filter(name -> !name.isEmpty() && name.length() <= 60);
    }

    /**
     * The login that a name suggests, such as {@code melvin.marxen}.
     *
     * @param name the name
     * @return letters and digits of any script, words joined by points
     */
    static String fromName(String name) {
        String login = Arrays.stream(folded(name).split("[^\\p{L}\\p{Nd}]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining("."));
        String kept = login.isEmpty() ? "user" : login;
        return kept.length() <= 60 ? kept : kept.substring(0, kept.offsetByCodePoints(0, 50));
    }
}
