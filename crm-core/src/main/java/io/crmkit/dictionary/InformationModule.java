package io.crmkit.dictionary;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Locale;

/** The ten modules of information about a customer (CUS-04). */
public enum InformationModule {
    /** Basic information (基本信息). */
    BASIC,
    /** How the customer pays (付款关键信息). */
    PAYMENT,
    /** How the customer buys (采购关键信息). */
    PURCHASING,
    /** Competitors (竞争对手信息). */
    COMPETITORS,
    /** What products are needed (产品需求信息). */
    PRODUCT_NEEDS,
    /** Credit (资信信息). */
    CREDIT,
    /** Material trial reports (材料试用报告). */
    MATERIAL_TRIALS,
    /** Complaint handling reports (投诉处理报告). */
    COMPLAINTS,
    /** Work reports (工作报告). */
    WORK_REPORTS,
    /** Promotion plans (项目推广方案). */
    PROMOTION_PLANS;

    /** {@return what people call it} */
    public Label label() {
        return Messages.label("dictionary.module." + key());
    }

    /** {@return as reports and indexes call it, such as {@code product-needs}} */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
