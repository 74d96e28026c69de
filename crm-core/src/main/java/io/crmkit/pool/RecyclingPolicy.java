package io.crmkit.pool;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What owners lose to the pool (CUS-12). Days are given by grade, {@value #OTHER} for all others; 0 days, or no such entry, is never.
 *
 * @param followUp after how many days without a follow-up
 * @param opportunity after how many days without a new opportunity; for customers only
 * @param deal after how many days without a purchase or a deal won; for customers only
 * @param exemptDealt whether who has ever bought, or with whom a deal was won, stays with the owner
 * @param exemptOpenOpportunity whether a customer with an open opportunity stays with the owner
 * @param remindDays how many days before the owner is reminded, 1 to 365 each
 */
public record RecyclingPolicy(
        @NotEmpty Map<@NotBlank String, @Min(0) @Max(3_650) Integer> followUp,
        @NotNull Map<@NotBlank String, @Min(0) @Max(3_650) Integer> opportunity,
        @NotNull Map<@NotBlank String, @Min(0) @Max(3_650) Integer> deal,
        boolean exemptDealt,
        boolean exemptOpenOpportunity,
        @NotNull @Size(max = 10) List<@NotNull @Min(1) @Max(365) Integer> remindDays) {

    /** Stands for every grade that has no days of its own, and for none. */
    public static final String OTHER = "other";

    /** Copies the collections. */
    public RecyclingPolicy {
        followUp = sorted(followUp);
        opportunity = sorted(opportunity);
        deal = sorted(deal);
        remindDays = remindDays == null
                ? List.of()
                : remindDays.stream()
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .toList();
    }

    private static Map<String, Integer> sorted(Map<String, Integer> days) {
        return days == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }

    /** {@return 90, 60 and 30 days for A, B and C and whoever has no grade; reminders 7, 3 and 1 days before} */
    public static RecyclingPolicy shipped() {
        return new RecyclingPolicy(
                Map.of("A", 90, "B", 60, "C", 30, OTHER, 30), Map.of(), Map.of(), true, true, List.of(7, 3, 1));
    }

    static OptionalInt days(Map<String, Integer> byGrade, Optional<String> grade) {
        Integer days = grade.map(byGrade::get).orElseGet(() -> byGrade.getOrDefault(OTHER, 0));
        return days > 0 ? OptionalInt.of(days) : OptionalInt.empty();
    }

    /** {@return whether only follow-ups count, so that whoever was followed up lately need not be looked at} */
    boolean asksForFollowUpsOnly() {
        return opportunity.values().stream().allMatch(days -> days == 0)
                && deal.values().stream().allMatch(days -> days == 0);
    }

    /** {@return after how many days without a follow-up anybody may have to be reminded, at the earliest} */
    int leastDays() {
        int least = followUp.values().stream()
                .filter(days -> days > 0)
                .min(Comparator.naturalOrder())
                .orElse(3_650);
        int ahead = remindDays.stream().max(Comparator.naturalOrder()).orElse(0);
        return Math.max(0, least - ahead);
    }
}
