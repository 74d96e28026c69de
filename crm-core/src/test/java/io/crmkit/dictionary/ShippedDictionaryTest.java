package io.crmkit.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.shared.Label;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ShippedDictionaryTest {

    private final Dictionary dictionary = Dictionaries.shipped();

    @Test
    @DisplayName(
            "CUS-04 the shipped dictionary counts 75 key fields, 15 basic, 15 payment and 45 purchasing, and has all ten modules")
    void seventyFive() {
        Map<InformationModule, Long> counted = dictionary.counted().stream()
                .collect(Collectors.groupingBy(Field::module, TreeMap::new, Collectors.counting()));

        assertThat(counted)
                .isEqualTo(Map.of(
                        InformationModule.BASIC,
                        15L,
                        InformationModule.PAYMENT,
                        15L,
                        InformationModule.PURCHASING,
                        45L));
        assertThat(InformationModule.values())
                .hasSize(10)
                .allSatisfy(module ->
                        assertThat(dictionary.fields(module)).as(module.key()).isNotEmpty());
    }

    @Test
    @DisplayName(
            "CUS-01 each shipped field has a name and guidance in Chinese and English, and each choice at least two options")
    void workedOut() {
        assertThat(dictionary.fields()).allSatisfy(field -> {
            assertThat(field.guidance()).as(field.key()).isPresent();
            assertBoth(field.label());
            assertBoth(field.guidance().orElseThrow());
            field.unit().ifPresent(unit -> assertThat(unit.zh()).isNotBlank());
        });
        assertThat(dictionary.fields().stream()
                        .filter(field -> field.type().isChoice())
                        .filter(field ->
                                !Set.of("industry", "type", "purchasingPower").contains(field.key())))
                .allSatisfy(field -> assertThat(field.options()).as(field.key()).hasSizeGreaterThan(1));
        assertThat(DictionaryPolicy.SECTION.defaults().contradictions()).isEmpty();
        assertThat(Crm.checkPolicy("dictionary: {}").isDone()).isTrue();
    }

    private static void assertBoth(Label label) {
        assertThat(label.zh().codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN))
                .as(label.zh())
                .isTrue();
        assertThat(label.en()).as(label.zh()).matches("[\\p{ASCII}³²]+");
        assertThat(label.zh()).as("punctuation is in full width").doesNotContain(",", ";", "(");
    }

    @Test
    @DisplayName("CUS-01 no two fields of the shipped dictionary have one name, and no two options of a field")
    void namesApart() {
        for (Function<Label, String> language : List.<Function<Label, String>>of(Label::zh, Label::en)) {
            assertThat(dictionary.fields().stream().map(Field::label).map(language))
                    .doesNotHaveDuplicates();
            dictionary
                    .fields()
                    .forEach(field -> assertThat(field.options().stream()
                                    .map(FieldDefinition.Option::label)
                                    .map(language))
                            .as(field.key())
                            .doesNotHaveDuplicates());
        }
        Set<Integer> orders = new HashSet<>();
        assertThat(dictionary.fields())
                .allSatisfy(field -> assertThat(orders.add(field.order())).isTrue());
    }

    @Test
    @DisplayName("CUS-03 whatever is an option can be written by its key and by either name")
    void options() {
        for (Field field : dictionary.fields()) {
            for (FieldDefinition.Option option : field.options()) {
                for (String text : Arrays.asList(
                        option.key(), option.label().zh(), option.label().en())) {
                    boolean several = field.type() == FieldType.MULTIPLE_CHOICE && text.contains(",");
                    if (!several) {
                        assertThat(new Values(field).read(text).value())
                                .as(field.key() + " " + text)
                                .contains(option.key());
                    }
                }
            }
        }
    }
}
