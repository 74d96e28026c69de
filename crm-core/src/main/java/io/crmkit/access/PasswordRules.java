package io.crmkit.access;

import io.crmkit.shared.Refusal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a password must be like (ACC-02). Pure; refusals never hold the password. */
public final class PasswordRules {

    /** How many characters a password may have. */
    static final int MOST = 256;

    private PasswordRules() {}

    /**
     * What is wrong with a new password, apart from former ones.
     *
     * @param password the password
     * @param rules the policy's
     * @return a refusal for each; empty when it is good
     */
    public static List<Refusal> problems(char[] password, AccountPolicy.Passwords rules) {
        List<Refusal> wrong = new ArrayList<>();
        int length = Character.codePointCount(password, 0, password.length);
        if (length < rules.length() || length > MOST) {
            wrong.add(refusal("access.password-length", length, rules.length(), MOST));
        }
        int classes = classes(password);
        if (classes < rules.classes()) {
            wrong.add(refusal("access.password-classes", classes, rules.classes()));
        }
        return wrong;
    }

    /**
     * Of how many classes a password is: small letters, capital letters, digits, and anything else, such as signs and Chinese
     * characters.
     *
     * @param password the password
     * @return 0 to 4
     */
    static int classes(char[] password) {
        Set<Integer> classes = new HashSet<>();
        for (int i = 0; i < password.length; ) {
            int c = Character.codePointAt(password, i);
            i += Character.charCount(c);
            if (Character.isLowerCase(c)) {
                classes.add(0);
            } else if (Character.isUpperCase(c)) {
                classes.add(1);
            } else if (Character.isDigit(c)) {
                classes.add(2);
            } else {
                classes.add(3);
            }
        }
        return classes.size();
    }

    /**
     * The one form of a password: what an input method writes full-width on one day, it may write plainly on another.
     *
     * @param password the password
     * @return a copy in that form
     */
    public static char[] folded(char[] password) {
        return Normalizer.normalize(java.nio.CharBuffer.wrap(password), Normalizer.Form.NFKC)
                .toCharArray();
    }

    static Refusal refusal(String code, Object... args) {
        return Refusal.of(Refusal.Kind.INVALID, "ACC-02", code, args).onField("password");
    }
}
