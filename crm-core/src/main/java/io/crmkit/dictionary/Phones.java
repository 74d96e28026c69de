package io.crmkit.dictionary;

import com.google.common.base.CharMatcher;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;
import java.util.Set;

/**
 * Phone numbers (CUS-03): mainland mobile numbers have 11 digits in a segment that is given out, landlines an area code,
 * numbers abroad a plus sign and their country.
 */
final class Phones {

    private static final String HOME = "CN";
    private static final int MOBILE_DIGITS = 11;
    private static final int LONGEST = 60;
    private static final Set<PhoneNumberType> MOBILE =
            Set.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    private Phones() {}

    /** The number as it is stored; empty when it is none. */
    static Optional<String> read(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            PhoneNumber number = NUMBERS.parse(text.replace("转", "x"), HOME);
            boolean valid = NUMBERS.isValidNumber(number) && (!looksLikeMobile(text) || isMobile(number));
            if (!valid) {
                return Optional.empty();
            }
            String plain = NUMBERS.format(number, PhoneNumberFormat.E164);
            return Optional.of(number.hasExtension() ? plain + "x" + number.getExtension() : plain);
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private static boolean isMobile(PhoneNumber number) {
        return String.valueOf(number.getNationalNumber()).length() == MOBILE_DIGITS
                && MOBILE.contains(NUMBERS.getNumberType(number));
    }

    /** Whether somebody meant a mobile number of the mainland: they begin with 1, landlines with 0. */
    static boolean looksLikeMobile(String text) {
        String digits = CharMatcher.inRange('0', '9').or(CharMatcher.is('+')).retainFrom(text);
        String home = digits.startsWith("+86")
                ? digits.substring(3)
                : digits.startsWith("0086") ? digits.substring(4) : digits;
        return home.startsWith("1") && !home.startsWith("10");
    }
}
