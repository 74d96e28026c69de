package io.crmkit.customer;

import io.crmkit.policy.PolicySection;
import io.crmkit.shared.Label;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code customer} of the policy document.
 *
 * @param maxOwned how many customers one user may own (CUS-12), 1 to 1,000,000
 * @param industries the fixed list of industries (CUS-02)
 */
public record CustomerPolicy(
        @Min(1) @Max(1_000_000) int maxOwned, @NotEmpty List<Industry> industries) {

    /**
     * An industry.
     *
     * @param key as it is stored
     * @param name what people call it
     */
    public record Industry(String key, Label name) {
        private static Industry of(String key, String zh, String en) {
            return new Industry(key, new Label(zh, en));
        }
    }

    /** The section with the shipped settings. */
    public static final PolicySection<CustomerPolicy> SECTION = new PolicySection<>(
            "customer",
            CustomerPolicy.class,
            new CustomerPolicy(
                    200,
                    List.of(
                            Industry.of("manufacturing", "制造业", "manufacturing"),
                            Industry.of("retail", "零售业", "retail"),
                            Industry.of("it-services", "信息技术服务", "IT services"),
                            Industry.of("software", "软件", "software"),
                            Industry.of("technology", "科技", "technology"),
                            Industry.of("telecommunications", "电信", "telecommunications"),
                            Industry.of("medical", "医疗", "medical"),
                            Industry.of("pharmaceuticals", "医药", "pharmaceuticals"),
                            Industry.of("finance", "金融", "finance"),
                            Industry.of("insurance", "保险", "insurance"),
                            Industry.of("marketing", "营销", "marketing"),
                            Industry.of("media", "传媒", "media"),
                            Industry.of("entertainment", "文化娱乐", "entertainment"),
                            Industry.of("employment", "人力资源", "employment"),
                            Industry.of("services", "商务服务", "services"),
                            Industry.of("education", "教育", "education"),
                            Industry.of("construction", "建筑业", "construction"),
                            Industry.of("real-estate", "房地产", "real estate"),
                            Industry.of("energy", "能源", "energy"),
                            Industry.of("chemicals", "化工", "chemicals"),
                            Industry.of("automotive", "汽车", "automotive"),
                            Industry.of("logistics", "物流", "logistics"),
                            Industry.of("agriculture", "农业", "agriculture"),
                            Industry.of("food", "食品", "food"),
                            Industry.of("hospitality", "餐饮住宿", "hospitality"),
                            Industry.of("government", "政府机构", "government"),
                            Industry.of("other", "其他", "other"))));

    /** Copies the list. */
    public CustomerPolicy {
        industries = industries == null ? List.of() : List.copyOf(industries);
    }

    /**
     * The industry of a key.
     *
     * @param key the key
     * @return the industry, if it is on the list
     */
    public Optional<Industry> industry(String key) {
        return industries.stream().filter(i -> i.key().equals(key)).findFirst();
    }
}
