package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * Somebody without an account applies for one (ACC-01). It asks for no rights: whoever approves decides what they are.
 *
 * @param id the id
 * @param version how often it was written
 * @param draft what the applicant said
 * @param state what became of it
 * @param at when it was made
 * @param decidedBy id of the user who decided, once somebody did
 * @param userId the account that it became, if it did
 * @param reason why it was refused, if it was
 */
@AggregateRoot
public record AccountApplication(
        @Identity String id,
        long version,
        Draft draft,
        State state,
        Instant at,
        Optional<String> decidedBy,
        Optional<String> userId,
        Optional<String> reason)
        implements Entity<AccountApplication> {

    /** What became of an application. */
    public enum State {
        /** It waits. */
        OPEN,
        /** It became an account. */
        APPROVED,
        /** It did not. */
        REFUSED
    }

    /**
     * What an applicant says.
     *
     * @param profile name, e-mail and phone
     * @param reason why an account is needed
     */
    public record Draft(
            @Valid @NotNull UserProfile profile,
            @NotBlank @CleanText(max = 500) String reason) {}

    static final Kind<AccountApplication> KIND = new Kind<>(
                    RecordType.named("account_application", 1)
                            .indexes(IndexSpec.text("state"), IndexSpec.text("user"), IndexSpec.instant("at"))
                            .orders(OrderSpec.ascending("by_at", "at"))
                            .build(),
                    "user",
                    AccountApplication.class,
                    (a, values) -> values.text("state", a.state().name())
                            .text("user", a.userId().orElse(null))
                            .instant("at", a.at()),
                    a -> Optional.empty(),
                    a -> Set.of(),
                    false)
            .sealing("draft.profile.email", "draft.profile.phone")
            .underAudit();

    @Override
    public AccountApplication withVersion(long other) {
        return new AccountApplication(id, other, draft, state, at, decidedBy, userId, reason);
    }

    AccountApplication approved(String by, String user) {
        return new AccountApplication(
                id, version, draft, State.APPROVED, at, Optional.of(by), Optional.of(user), Optional.empty());
    }

    AccountApplication refused(String by, String why) {
        return new AccountApplication(
                id, version, draft, State.REFUSED, at, Optional.of(by), Optional.empty(), Optional.of(why));
    }
}
