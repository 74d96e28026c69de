package io.crmkit.customer.duplicates;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * What two records can be compared by. Each comparison ends on a level: 0 is disagreement, the highest is sameness.
 * The shares say how often two records of the same bearer end on each level, as long as the base has not taught better.
 */
enum Field {
    NAME(Role.ORGANISATION, 0.003, 0.037, 0.09, 0.10, 0.18, 0.16, 0.43),
    NAME_REGION(Role.ORGANISATION, 0.03, 0.97),
    PERSON(Role.PERSON, 0.02, 0.03, 0.04, 0.08, 0.08, 0.20, 0.55),
    PHONE(Role.PHONE, 0.20, 0.06, 0.74),
    ADDRESS(Role.STREET, 0.05, 0.02, 0.04, 0.06, 0.05, 0.08, 0.03, 0.10, 0.57),
    CITY(Role.CITY, 0.10, 0.12, 0.78),
    REGION(Role.REGION, 0.06, 0.04, 0.90),
    POSTCODE(Role.POSTCODE, 0.10, 0.10, 0.80),
    EMAIL(Role.EMAIL, 0.25, 0.05, 0.70),
    WEBSITE(Role.WEBSITE, 0.15, 0.85),
    BIRTH_DATE(Role.BIRTH_DATE, 0.04, 0.04, 0.12, 0.80),
    OTHER_ID(Role.OTHER_ID, 0.06, 0.12, 0.82),
    CATEGORY(Role.CATEGORY, 0.35, 0.25, 0.40),
    TEXT(Role.TEXT, 0.30, 0.25, 0.20, 0.25);

    static final int COUNT = values().length;

    /** Of {@link #PERSON}: given names that have nothing in common, where nothing but a person bears a name. */
    static final int SOMEBODY_ELSE = 0;

    private final Role role;
    private final ImmutableDoubleArray shares;

    Field(Role role, double... shares) {
        this.role = role;
        this.shares = ImmutableDoubleArray.copyOf(shares);
    }

    /** {@return where it stands in arrays; they never leave memory} */
    @SuppressWarnings("EnumOrdinal")
    int at() {
        return ordinal();
    }

    Role role() {
        return role;
    }

    int levels() {
        return shares.length();
    }

    Agreement agreement(int level) {
        if (level == 0 || (this == PERSON && level == 1)) {
            return Agreement.DIFFERENT;
        }
        if (level == shares.length() - 1) {
            return Agreement.SAME;
        }
        return level >= shares.length() / 2 ? Agreement.ALIKE : Agreement.PARTLY;
    }

    double share(int level) {
        return shares.get(level);
    }
}
