package io.crmkit.customer.cleansing;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.DayOfWeek;
import java.util.List;

/**
 * The section {@code cleansing} of the policy document (CUS-10).
 *
 * @param weekday on which day of the week the cleansing is due
 * @param untouchedDays after how many days in which nobody edited, confirmed or followed up a customer it is proposed to be looked at, 1 to
 *     3,650
 * @param placeholders values that stand for nothing; width, capitals, spaces and surrounding punctuation make no difference
 * @param repeated from how many times the same sign alone, such as {@code 111}, is a placeholder too, 2 to 20; 0 for never
 * @param duplicates whether duplicates are looked for as well
 * @param binDays for how many days a customer stays in the recycle bin and can be restored, 1 to 365
 */
public record CleansingPolicy(
        @NotNull DayOfWeek weekday,
        @Min(1) @Max(3_650) int untouchedDays,
        @NotNull @Size(max = 500) List<@NotBlank @Size(max = 60) String> placeholders,
        @Min(0) @Max(20) int repeated,
        boolean duplicates,
        @Min(1) @Max(365) int binDays) {

    private static final List<String> SHIPPED = List.of(
            "无",
            "没有",
            "暂无",
            "未知",
            "不详",
            "待定",
            "待补充",
            "测试",
            "空",
            "none",
            "n/a",
            "na",
            "nil",
            "null",
            "unknown",
            "tbd",
            "test",
            "testing",
            "asdf",
            "qwerty",
            "123",
            "1234",
            "12345",
            "123456",
            "xxx@xxx.com",
            "test@test.com",
            "a@a.com");

    /** The section with the shipped settings. */
    public static final PolicySection<CleansingPolicy> SECTION = new PolicySection<>(
            "cleansing", CleansingPolicy.class, new CleansingPolicy(DayOfWeek.MONDAY, 180, SHIPPED, 3, true, 30));

    /** Copies the list. */
    public CleansingPolicy {
        placeholders = placeholders == null ? List.of() : List.copyOf(placeholders);
    }
}
