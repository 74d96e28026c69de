package io.crmkit.pipeline;

import io.crmkit.shared.Money;
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
 */
public record Evidence(
        Optional<String> contractNumber,
        Optional<Money> amount,
        Optional<LocalDate> signedOn,
        Optional<String> lostReason,
        Optional<String> reason) {

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
}
