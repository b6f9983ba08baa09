package org.kaappliance.appliance.migrate;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;

/** Reads the statements that may stand at every level: options, lease times, boot server and boot file. */
final class LevelReader {
    private final OptionStatements options;
    private final Findings findings;

    LevelReader(OptionSpaces spaces, Findings findings) {
        this.options = new OptionStatements(spaces, findings);
        this.findings = findings;
    }

    /**
     * Returns whether it is such a statement.
     *
     * @throws NotCarried when it is one, and cannot be carried over
     */
    boolean read(Statement statement, Level level, Optional<Ipv4Subnet> subnet) {
        Words words = statement.words();
        switch (statement.keyword()) {
            case "option" -> {
                if (!OptionSpaces.isDefinition(statement)) {
                    options.read(statement, level, subnet);
                }
                return true;
            }
            case "vendor-option-space", "site-option-space" -> {
                return true;
            }
            case "default-lease-time" -> changed(statement, level.leaseTime(words.number()));
            case "max-lease-time" -> changed(statement, level.maxLeaseTime(words.number()));
            case "next-server" -> nextServer(words, level);
            case "filename" -> fileName(statement, words, level);
            case "server-name" -> serverName(statement, words);
            case "use-host-decl-names" -> {
                words.flag();
                findings.replaced(statement, "a machine is always told its name");
            }
            default -> {
                return false;
            }
        }
        words.end();
        return true;
    }

    private void changed(Statement statement, boolean changed) {
        if (changed) {
            findings.replaced(statement, "a lease is for 1 minute to 3650 days here");
        }
    }

    private static void nextServer(Words words, Level level) {
        Inet4Address server = words.address();
        level.set(Level.BOOT_SERVER, server.getHostAddress());
    }

    private void fileName(Statement statement, Words words, Level level) {
        if (words.peek().kind() != Token.Kind.STRING) {
            throw new NotCarried(words.peek().line(), "the file name is an expression");
        }
        options.bootFile(statement, words.string(), level);
    }

    private void serverName(Statement statement, Words words) {
        words.string();
        findings.replaced(statement, "clients are told the boot server's address in its place");
    }
}
