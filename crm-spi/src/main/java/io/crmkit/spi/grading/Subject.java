package io.crmkit.spi.grading;

import io.crmkit.spi.PublicApi;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the one to be graded, at a day. Immutable. Amounts are exact, in the currency named.
 *
 * @param kind what it is: {@code customer}, {@code lead} or {@code opportunity}
 * @param id its id
 * @param asOf the day of grading
 * @param currency ISO 4217 code of the amounts
 * @param amounts amounts by basis; a missing one is zero
 * @param purchases how many purchases are known; 0 or more
 * @param firstPurchaseOrNull the day of the first, or null
 * @param lastPurchaseOrNull the day of the last, or null
 * @param facts further facts as text by name, such as {@code industry}; names are documented by the core
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Subject(
        String kind,
        String id,
        LocalDate asOf,
        String currency,
        Map<AmountBasis, BigDecimal> amounts,
        long purchases,
        @Nullable LocalDate firstPurchaseOrNull,
        @Nullable LocalDate lastPurchaseOrNull,
        Map<String, String> facts) {

    /** Copies the maps and checks that nothing is missing. */
    public Subject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(asOf, "asOf");
        Objects.requireNonNull(currency, "currency");
        amounts = Map.copyOf(amounts);
        facts = Map.copyOf(facts);
    }

    /**
     * An amount.
     *
     * @param basis over which time
     * @return the amount, zero when nothing was bought
     */
    public BigDecimal amount(AmountBasis basis) {
        return amounts.getOrDefault(basis, BigDecimal.ZERO);
    }

    /** {@return the day of the first purchase} */
    public Optional<LocalDate> firstPurchase() {
        return Optional.ofNullable(firstPurchaseOrNull);
    }

    /** {@return the day of the last purchase} */
    public Optional<LocalDate> lastPurchase() {
        return Optional.ofNullable(lastPurchaseOrNull);
    }

    /**
     * A further fact.
     *
     * @param name its name
     * @return the fact, if known
     */
    public Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }
}
