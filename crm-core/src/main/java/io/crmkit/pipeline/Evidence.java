package io.crmkit.pipeline;

import io.crmkit.shared.Amount;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Money;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What is brought along to move a deal (PIP-05). Immutable.
 *
 * @param contractNumber number of the contract
 * @param amount amount of the contract
 * @param signedOn day of signing
 * @param lostReason why the deal was lost, a key from the policy's list
 * @param reason why, in words: for a lost deal and for a move backwards
 * @param account key of the company account or entity that the contract or the receipt names, from the policy's list (ACC-16)
 */
public record Evidence(
        @NotNull Optional<@CleanText(max = 100) String> contractNumber,
        @NotNull Optional<@Amount Money> amount,
        @NotNull Optional<LocalDate> signedOn,
        @NotNull Optional<@CleanText(max = 60) String> lostReason,
        @NotNull Optional<@CleanText(max = 1000) String> reason,
        @NotNull Optional<@CleanText(max = 60) String> account) {

    /** Evidence that names no account. */
    public Evidence(
            Optional<String> contractNumber,
            Optional<Money> amount,
            Optional<LocalDate> signedOn,
            Optional<String> lostReason,
            Optional<String> reason) {
        this(contractNumber, amount, signedOn, lostReason, reason, Optional.empty());
    }

    /** What a gate can ask for. */
    public enum Item {
        /** Day of signing, 签约日期. */
        SIGNING_DATE,
        /** Number of the contract, 合同编号. */
        CONTRACT_NUMBER,
        /** An amount above zero, 合同金额. */
        AMOUNT
    }

    /** {@return nothing at all} */
    public static Evidence none() {
        return new Evidence(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A signed contract.
     *
     * @param number its number
     * @param amount its amount
     * @param signedOn day of signing
     * @return the evidence
     */
    public static Evidence contract(String number, Money amount, LocalDate signedOn) {
        return new Evidence(
                Optional.of(number), Optional.of(amount), Optional.of(signedOn), Optional.empty(), Optional.empty());
    }

    /**
     * A deal that was lost.
     *
     * @param reason why, a key from the policy's list
     * @param text why in words; may be empty unless the reason asks for it
     * @return the evidence
     */
    public static Evidence lost(String reason, String text) {
        return new Evidence(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason),
                Optional.of(text).filter(t -> !t.isBlank()));
    }

    /**
     * A reason in words.
     *
     * @param text why
     * @return the evidence
     */
    public static Evidence because(String text) {
        return new Evidence(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(text));
    }

    /**
     * The same, naming a company account or entity (ACC-16).
     *
     * @param key its key in the policy's list
     * @return the evidence
     */
    public Evidence naming(String key) {
        return new Evidence(contractNumber, amount, signedOn, lostReason, reason, Optional.of(key));
    }
}
