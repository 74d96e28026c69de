package io.crmkit.dictionary;

import io.crmkit.Crm;
import io.crmkit.dictionary.FieldDefinition.Option;
import io.crmkit.shared.Label;
import java.util.List;
import java.util.Map;

/** Dictionaries for tests. */
public final class Dictionaries {

    private static final Map<String, List<Option>> LISTS = Map.of(
            "industry", List.of(new Option("retail", new Label("零售业", "retail"))),
            "type",
                    List.of(
                            new Option("large", new Label("大客户", "large")),
                            new Option("small", new Label("小客户", "small"))),
            "purchasingPower", List.of(new Option("high", new Label("高", "high"))));

    private Dictionaries() {}

    /** {@return the shipped one} */
    public static Dictionary shipped() {
        return Dictionary.of(DictionaryPolicy.SECTION.defaults(), LISTS);
    }

    /** {@return the shipped one with what a document says} */
    public static Dictionary with(String document) {
        return Dictionary.of(Crm.checkPolicy(document).orElseThrow().get(DictionaryPolicy.SECTION), LISTS);
    }
}
