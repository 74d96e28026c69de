package io.crmkit.customer;

import io.crmkit.policy.PolicySection;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/**
 * The section {@code customer} of the policy document.
 *
 * @param maxOwned how many customers one user may own (CUS-12), 1 to 1,000,000
 * @param industries the fixed list of industries (CUS-02)
 * @param types the list of customer types (CUS-07)
 * @param purchasingPowers the list of purchasing powers (CUS-07)
 */
public record CustomerPolicy(
        @Min(1) @Max(1_000_000) int maxOwned,
        @NotEmpty List<@Valid Entry> industries,
        @NotEmpty List<@Valid Entry> types,
        @NotEmpty List<@Valid Entry> purchasingPowers) {

    /**
     * An entry of a list.
     *
     * @param key as it is stored
     * @param name what people call it
     */
    public record Entry(
            @NotBlank @CleanText(max = 60) String key,
            @NotNull Label name) {
        private static Entry of(String key, String zh, String en) {
            return new Entry(key, new Label(zh, en));
        }
    }

    /** The section with the shipped settings. */
    public static final PolicySection<CustomerPolicy> SECTION = new PolicySection<>(
            "customer",
            CustomerPolicy.class,
            new CustomerPolicy(
                    200,
                    List.of(
                            Entry.of("manufacturing", "制造业", "manufacturing"),
                            Entry.of("retail", "零售业", "retail"),
                            Entry.of("it-services", "信息技术服务", "IT services"),
                            Entry.of("software", "软件", "software"),
                            Entry.of("technology", "科技", "technology"),
                            Entry.of("telecommunications", "电信", "telecommunications"),
                            Entry.of("medical", "医疗", "medical"),
                            Entry.of("pharmaceuticals", "医药", "pharmaceuticals"),
                            Entry.of("finance", "金融", "finance"),
                            Entry.of("insurance", "保险", "insurance"),
                            Entry.of("marketing", "营销", "marketing"),
                            Entry.of("media", "传媒", "media"),
                            Entry.of("entertainment", "文化娱乐", "entertainment"),
                            Entry.of("employment", "人力资源", "employment"),
                            Entry.of("services", "商务服务", "services"),
                            Entry.of("education", "教育", "education"),
                            Entry.of("construction", "建筑业", "construction"),
                            Entry.of("real-estate", "房地产", "real estate"),
                            Entry.of("energy", "能源", "energy"),
                            Entry.of("chemicals", "化工", "chemicals"),
                            Entry.of("automotive", "汽车", "automotive"),
                            Entry.of("logistics", "物流", "logistics"),
                            Entry.of("agriculture", "农业", "agriculture"),
                            Entry.of("food", "食品", "food"),
                            Entry.of("hospitality", "餐饮住宿", "hospitality"),
                            Entry.of("government", "政府机构", "government"),
                            Entry.of("other", "其他", "other")),
                    List.of(
                            Entry.of("large", "大客户", "large"),
                            Entry.of("medium", "中型客户", "medium"),
                            Entry.of("small", "小客户", "small")),
                    List.of(
                            Entry.of("high", "高", "high"),
                            Entry.of("medium", "中", "medium"),
                            Entry.of("low", "低", "low"))));

    /** Copies the lists. */
    public CustomerPolicy {
        industries = industries == null ? List.of() : List.copyOf(industries);
        types = types == null ? List.of() : List.copyOf(types);
        purchasingPowers = purchasingPowers == null ? List.of() : List.copyOf(purchasingPowers);
    }

    /**
     * The keys of a list.
     *
     * @param list the list
     * @return its keys
     */
    static List<String> keys(List<Entry> list) {
        return list.stream().map(Entry::key).toList();
    }
}
