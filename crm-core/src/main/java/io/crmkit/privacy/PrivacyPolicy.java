package io.crmkit.privacy;

import io.crmkit.policy.Checked;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code privacy} of the policy document: what personal data may be used for (ACC-18).
 *
 * @param purposes the purposes that there are; use for any other is refused
 * @param notification the purpose for which mailboxes of users are handed to notification channels
 */
public record PrivacyPolicy(
        @NotNull @Size(max = 100) List<@Valid Purpose> purposes,
        @NotNull Optional<@CleanText(max = 60) String> notification)
        implements Checked {

    /**
     * A purpose.
     *
     * @param key as it is stored
     * @param name what people call it
     * @param consent whether the person must have agreed; without, it rests on a contract or a law
     */
    public record Purpose(
            @NotBlank @CleanText(max = 60) String key,
            @NotNull Label name,
            boolean consent) {}

    /** The section with the shipped purposes. */
    public static final PolicySection<PrivacyPolicy> SECTION = new PolicySection<>(
            "privacy",
            PrivacyPolicy.class,
            new PrivacyPolicy(
                    List.of(
                            new Purpose("account", new Label("工作账号", "work account"), false),
                            new Purpose("contract", new Label("订立和履行合同", "making and performing a contract"), false),
                            new Purpose("sales-contact", new Label("销售联络", "contact by sales"), true),
                            new Purpose("marketing", new Label("营销推广", "marketing"), true),
                            new Purpose("disclosure", new Label("向第三方提供", "disclosure to third parties"), true)),
                    Optional.of("account")));

    /** Copies the list. */
    public PrivacyPolicy {
        purposes = purposes == null ? List.of() : List.copyOf(purposes);
        notification = notification == null ? Optional.empty() : notification;
    }

    /**
     * A purpose.
     *
     * @param key its key
     * @return the purpose, if there is one
     */
    public Optional<Purpose> purpose(String key) {
        return purposes.stream().filter(p -> p.key().equals(key)).findFirst();
    }

    /** {@return the keys of all purposes, for messages} */
    String keys() {
        return String.join(", ", purposes.stream().map(Purpose::key).toList());
    }

    @Override
    public List<Refusal> contradictions() {
        List<Refusal> problems = new ArrayList<>();
        if (purposes.stream().map(Purpose::key).distinct().count() != purposes.size()) {
            problems.add(Refusal.of(Refusal.Kind.INVALID, "ACC-18", "privacy.policy.repeated")
                    .onField("privacy.purposes"));
        }
        notification
                .filter(key -> purpose(key).isEmpty())
                .ifPresent(key ->
                        problems.add(Refusal.of(Refusal.Kind.INVALID, "ACC-18", "privacy.unknown-purpose", key, keys())
                                .onField("privacy.notification")
                                .ofValue(key)));
        return problems;
    }
}
