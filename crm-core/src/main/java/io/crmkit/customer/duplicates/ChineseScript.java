package io.crmkit.customer.duplicates;

/** What must be known of Chinese characters beyond their codes. */
interface ChineseScript {

    /** Knows nothing: traditional characters stay, and names have no initials. */
    ChineseScript UNKNOWN = new ChineseScript() {
        @Override
        public char simplified(char c) {
            return c;
        }

        @Override
        public char initial(char c) {
            return 0;
        }
    };

    /** {@return the simplified form of a character, or the character} */
    char simplified(char c);

    /** {@return first letter of its usual reading in pinyin, or 0 if that is not known} */
    char initial(char c);

    /** What was asked once is known to all. */
    final class Shipped {
        private static final ChineseScript SCRIPT = script();

        private Shipped() {}

        private static ChineseScript script() {
            try {
                return new IcuScript();
            } catch (NoClassDefFoundError e) {
                return UNKNOWN;
            }
        }
    }

    /** {@return by ICU4J if that is on the class path} */
    static ChineseScript shipped() {
        return Shipped.SCRIPT;
    }
}
