package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import java.util.concurrent.Callable;

/** A command that one signed-in user gives to a store that is there: the user who was named, or the director. */
abstract class SessionCommand implements Callable<Integer> {

    /** Where it works. */
    final Desk desk;

    SessionCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public final Integer call() {
        check();
        try (Crm crm = desk.open()) {
            return run(desk.signIn(crm, Desk.DIRECTOR));
        }
    }

    /** Ends the command when it was called wrongly, before any store is opened. */
    void check() {}

    /**
     * Does what it is for.
     *
     * @param session the user's session
     * @return the exit code
     */
    abstract int run(CrmSession session);
}
