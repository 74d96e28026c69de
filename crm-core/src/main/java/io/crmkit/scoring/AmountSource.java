package io.crmkit.scoring;

/** What a customer's amounts are added up from; one of both, never both, since a deal won and its deliveries are the same money. */
public enum AmountSource {
    /** Purchases as they were recorded. */
    PURCHASES,
    /** Deals won. */
    WON_DEALS
}
