package io.crmkit.dictionary;

import io.crmkit.internal.json.Json;
import io.crmkit.policy.Checked;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The section {@code dictionary} of the policy document (CUS-01). A document names only fields that are new or differ; a
 * shipped field that is not wanted is retired.
 *
 * @param fields the fields by key
 */
public record DictionaryPolicy(
        @NotNull @Size(max = MOST_FIELDS) Map<String, @Valid FieldDefinition> fields) implements Checked {

    /** How many fields a dictionary may have. */
    public static final int MOST_FIELDS = 500;

    /** The section with the shipped dictionary of Chinese enterprises that buy from enterprises. */
    public static final PolicySection<DictionaryPolicy> SECTION =
            new PolicySection<>("dictionary", DictionaryPolicy.class, shipped());

    /** Copies the fields. */
    public DictionaryPolicy {
        fields = fields == null ? Map.of() : Map.copyOf(fields);
    }

    @Override
    public List<Refusal> contradictions() {
        List<Refusal> wrong = new ArrayList<>();
        new TreeMap<>(fields)
                .forEach(
                        (key, field) -> wrong.addAll(FieldCheck.problems(SECTION_NAME + ".fields." + key, key, field)));
        return wrong;
    }

    private static final String SECTION_NAME = "dictionary";

    private static DictionaryPolicy shipped() {
        try (InputStream in = DictionaryPolicy.class.getResourceAsStream("/io/crmkit/dictionary/fields.json")) {
            if (in == null) {
                throw new IllegalStateException("the resource /io/crmkit/dictionary/fields.json is missing");
            }
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), DictionaryPolicy.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
