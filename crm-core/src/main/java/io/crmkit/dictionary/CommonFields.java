package io.crmkit.dictionary;

import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Fields of persons that are the same for every enterprise, read as the dictionary reads its own (CUS-03). What is wrong with them is
 * told without telling the value, since they are personal.
 */
public final class CommonFields {

    private static final Values PHONE = values("phone", FieldType.PHONE);
    private static final Values EMAIL = values("email", FieldType.EMAIL);

    private CommonFields() {}

    /**
     * A telephone number: mainland mobile numbers have 11 digits in a segment that is given out, landlines an area code, numbers
     * abroad a plus sign and their country.
     *
     * @param written what somebody wrote, not blank
     * @return the number as it is stored, or why it is none
     */
    public static Outcome<String> phone(String written) {
        return read(PHONE, written);
    }

    /**
     * An e-mail address.
     *
     * @param written what somebody wrote, not blank
     * @return the address as it is stored, or why it is none
     */
    public static Outcome<String> email(String written) {
        return read(EMAIL, written);
    }

    private static Outcome<String> read(Values field, String written) {
        Reading reading = field.read(written);
        return reading.value().map(Outcome::done).orElseGet(() -> Outcome.refused(reading.problems()));
    }

    private static Values values(String key, FieldType type) {
        FieldDefinition definition = new FieldDefinition(
                Messages.label("field." + key),
                InformationModule.BASIC,
                type,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Values(new Field(key, definition, List.of()));
    }
}
