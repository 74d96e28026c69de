package io.crmkit.customer.duplicates;

import io.crmkit.shared.Label;

/** How far two records agree in something. */
public enum Agreement {
    /** The same, but for the way of writing. */
    SAME("相同", "same"),
    /** Alike: slips, abbreviations, swapped parts. */
    ALIKE("相近", "alike"),
    /** Something in common. */
    PARTLY("部分相同", "partly the same"),
    /** Nothing in common. */
    DIFFERENT("不同", "different");

    private final String zh;
    private final String en;

    Agreement(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    /** {@return what people call it} */
    public Label label() {
        return new Label(zh, en);
    }
}
