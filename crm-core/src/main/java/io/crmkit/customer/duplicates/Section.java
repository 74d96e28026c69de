package io.crmkit.customer.duplicates;

/** A part of a fingerprint: numbers of words, each in the section's own lexicon. */
enum Section {
    /** Distinctive words of an organisation's name in order; single characters in Chinese. */
    NAME,
    /** The same, run together. */
    NAME_KEY,
    /** First letters of the words, or of the characters' readings. */
    INITIALS,
    /** Provinces and cities in an organisation's name. */
    NAME_REGION,
    /** Given names, as many as {@link #FAMILY}. */
    GIVEN,
    FAMILY,
    PHONE,
    NUMBER,
    STREET,
    /** Each street line, run together. */
    STREET_KEY,
    CITY,
    REGION,
    POSTCODE,
    EMAIL,
    WEBSITE,
    BIRTH_DATE,
    OTHER_ID,
    CATEGORY,
    TEXT;

    static final int COUNT = values().length;

    /** {@return where it stands in arrays; they never leave memory} */
    @SuppressWarnings("EnumOrdinal")
    int at() {
        return ordinal();
    }
}
