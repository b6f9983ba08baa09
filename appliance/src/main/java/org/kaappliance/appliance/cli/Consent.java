package org.kaappliance.appliance.cli;

import java.io.Console;
import java.util.Optional;
import org.kaappliance.pxemenu.Arming;

/** The questions before disks are erased. */
final class Consent {
    private Consent() {}

    /** Asks on the terminal; where there is none the answer is no, and standard error says what to do. */
    static boolean toErase(Arming arming) {
        Console console = System.console();
        if (console == null) {
            System.err.println("there is no terminal to ask on: read the plan above, then say --yes");
            return false;
        }
        String when = switch (arming) {
            case ONCE -> "";
            case STANDING -> ", at every network boot";
        };
        return "yes".equals(console.readLine("All data on these drives is erased%s. Type 'yes' to go on: ", when));
    }

    /** What somebody types; empty where there is no terminal, which standard error says, or nothing is typed. */
    static Optional<String> answer(String question) {
        Console console = System.console();
        if (console == null) {
            System.err.println("there is no terminal to ask on: say --confirm-disk NODE=SERIAL for each machine");
            return Optional.empty();
        }
        return Optional.ofNullable(console.readLine("%s", question)).filter(typed -> !typed.isBlank());
    }
}
