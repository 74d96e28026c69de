package io.crmkit.app;

import io.crmkit.Crm;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Sets a store up. */
@Command(name = "init")
final class InitCommand implements Callable<Integer> {

    private final Desk desk;

    InitCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        try (Crm crm = desk.openOrMake()) {
            desk.done(desk.setUp(crm));
            desk.answer(desk.texts().get("init.done", desk.location().shown(), Desk.ADMINISTRATOR, Desk.DIRECTOR));
        }
        return Exit.FINE;
    }
}
