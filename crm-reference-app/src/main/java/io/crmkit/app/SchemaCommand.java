package io.crmkit.app;

import io.crmkit.Crm;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the statements that make a store, without connecting to anything. */
@Command(name = "schema")
final class SchemaCommand implements Callable<Integer> {

    private final Desk desk;

    SchemaCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        String where = desk.location().where();
        List<String> statements = desk.builder().storageFor(where).schema(where, Crm.recordTypes());
        for (String statement : statements) {
            String ended = statement.stripTrailing();
            desk.world().out().print(ended.endsWith(";") ? ended + "\n" : ended + ";\n");
        }
        return Exit.FINE;
    }
}
