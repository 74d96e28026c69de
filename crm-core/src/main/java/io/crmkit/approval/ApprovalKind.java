package io.crmkit.approval;

import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import java.util.List;

/**
 * A kind of approval, as its subject registers it (APR-01). Safe for use by many threads.
 *
 * @param <C> what is asked for
 * @param <T> what is answered when it is done
 */
public interface ApprovalKind<C, T> {

    /** {@return its name in policies, such as {@code export}} */
    String name();

    /** {@return what people call it} */
    default Label label() {
        return Messages.label("approval.kind." + name());
    }

    /** {@return the class of what is asked for, a record} */
    Class<C> content();

    /** {@return what the submitter must be allowed when it is carried out} */
    Operation operation();

    /** {@return who decides, as shipped} */
    ApprovalPolicy.Definition shipped();

    /** {@return kinds of records that it may lock} */
    default List<Kind<?>> locks() {
        return List.of();
    }

    /**
     * Carries out what was asked for, in the change set of the last decision. Everything is decided anew: rights, walls and caps as
     * they are now. A refusal refuses the decision, and the approval goes on as it was.
     *
     * @param submitter the unit of work with the submitter's rights and walls
     * @param decider the same with those of whoever decided last; the submitter's where nobody had to
     * @param approval the approval, in the last version before; none where nobody had to decide
     * @param content what was asked for
     * @return the answer, or why it cannot be done
     */
    Outcome<T> carryOut(Unit submitter, Unit decider, java.util.Optional<Approval> approval, C content);

    /**
     * Restores what submitting has changed, when it was refused, returned or recalled. Nothing by default: what is locked has not
     * changed.
     *
     * @param unit the unit of work
     * @param approval the approval
     * @param content what was asked for
     */
    default void release(Unit unit, Approval approval, C content) {}
}
