package io.crmkit.shared;

/** What somebody meets at a field (ACC-07), from the least permissive on. Of several roles the most permissive counts. */
public enum Wall {
    /** The value is not there (隐藏). */
    HIDDEN,
    /** The value is seen in part, such as {@code 138****8000} (掩码); what cannot be seen in part is hidden. */
    MASKED,
    /** The value is seen and cannot be changed (只读). */
    READ_ONLY,
    /** The value is seen and can be changed by whoever may change the record (可编辑). */
    EDITABLE;

    /** {@return whether the value is seen in full} */
    public boolean sees() {
        return this == READ_ONLY || this == EDITABLE;
    }

    /**
     * The more permissive of two.
     *
     * @param other the other
     * @return one of both
     */
    public Wall or(Wall other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
