package io.crmkit.access;

import io.crmkit.internal.json.Json;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The section {@code access} of the policy document.
 *
 * @param roles roles by id
 * @param accounts how accounts live and how people sign in
 * @param crossings duties that one user should not have together (ACC-19)
 */
public record AccessPolicy(
        @NotEmpty Map<String, @Valid Role> roles,
        @Valid @NotNull AccountPolicy accounts,
        @NotNull List<@Valid Crossing> crossings) {

    /** The section with the shipped roles (ACC-05). */
    public static final PolicySection<AccessPolicy> SECTION =
            new PolicySection<>("access", AccessPolicy.class, shipped());

    /** Copies the roles. */
    public AccessPolicy {
        roles = Map.copyOf(roles);
        accounts = accounts == null ? AccountPolicy.shipped() : accounts;
        crossings = crossings == null ? Crossing.shipped() : List.copyOf(crossings);
    }

    /**
     * The section as a product ships it (ACC-14).
     *
     * @param training whether an account is activated only after its training is confirmed, unless a policy document says otherwise
     * @return the section
     */
    public static PolicySection<AccessPolicy> section(boolean training) {
        AccessPolicy shipped = SECTION.defaults();
        return new PolicySection<>(
                SECTION.name(),
                AccessPolicy.class,
                new AccessPolicy(shipped.roles(), shipped.accounts().withTraining(training), shipped.crossings()));
    }

    /**
     * Walls before fields that are not there: a misspelt one would leave the field open.
     *
     * @param policy the policy
     * @param fields the fields that a wall can stand before
     * @return a refusal for each
     */
    public static List<Refusal> unknownWalls(Policy policy, List<String> fields) {
        List<Refusal> wrong = new ArrayList<>();
        new TreeMap<>(policy.get(SECTION).roles())
                .forEach((id, role) -> new TreeMap<>(role.walls())
                        .keySet().stream()
                                .filter(field -> !fields.contains(field))
                                .forEach(field -> {
                                    String path = "access.roles." + id + ".walls";
                                    Refusal refusal = Refusal.of(
                                                    Refusal.Kind.INVALID,
                                                    "POL-01",
                                                    "document.wrong-value",
                                                    path,
                                                    field,
                                                    String.join(", ", fields))
                                            .onField(path)
                                            .ofValue(field);
                                    wrong.add(NearMiss.of(field, fields)
                                            .map(refusal::suggesting)
                                            .orElse(refusal));
                                }));
        return wrong;
    }

    private static AccessPolicy shipped() {
        try (InputStream in = AccessPolicy.class.getResourceAsStream("/io/crmkit/access/roles.json")) {
            if (in == null) {
                throw new IllegalStateException("the resource /io/crmkit/access/roles.json is missing");
            }
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), AccessPolicy.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
