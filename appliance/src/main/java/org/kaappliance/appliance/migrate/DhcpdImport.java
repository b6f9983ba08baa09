package org.kaappliance.appliance.migrate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kaappliance.config.Ipv4Subnet;

/** A dhcpd.conf of ISC dhcpd (dhcpd.conf(5), dhcp-options(5)) as settings of ours. */
public final class DhcpdImport {
    /** What dhcpd takes when nothing is said (dhcpd.conf(5)). */
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(43_200);

    private static final Duration DEFAULT_MAX_LEASE = Duration.ofSeconds(86_400);

    private static final Set<String> ELSEWHERE = Set.of("class", "subclass");

    private final Findings findings = new Findings();
    private final Imported settings = new Imported();
    private final LevelReader levels;
    private final ClassReader classes;
    private final SubnetReader subnets;
    private final ServerReader server;
    private final List<Host> hosts = new ArrayList<>();

    private record Host(Statement statement, Level around) {}

    /** Where a statement stands. @param around what the groups around say; @param subnet empty outside of one */
    private record Scope(Level level, Level around, Optional<Imported.Subnet> subnet, boolean all) {

        Optional<Ipv4Subnet> network() {
            return subnet.map(Imported.Subnet::subnet);
        }

        /** Of a block inside this one that stands for several subnets or hosts. */
        Scope group() {
            return new Scope(new Level(), inner(), subnet, false);
        }

        /** What reaches the subnets and hosts inside. */
        Level inner() {
            return all ? new Level() : level.inside(around);
        }
    }

    private DhcpdImport(List<Statement> file) {
        OptionSpaces spaces = OptionSpaces.of(file, findings);
        levels = new LevelReader(spaces, findings);
        classes = new ClassReader(settings, spaces, levels, findings);
        subnets = new SubnetReader(levels, classes, findings);
        server = new ServerReader(settings, findings);
    }

    /**
     * Converts the text of one file.
     *
     * @param name of the file, for the comments
     * @throws ImportSyntaxException when braces, semicolons or quotes do not fit together
     */
    public static Import convert(String name, String text) throws ImportSyntaxException {
        List<Statement> file = StatementParser.parse(text);
        DhcpdImport conversion = new DhcpdImport(file);
        conversion.read(file);
        List<Finding> findings = conversion.findings.inOrder();
        return new Import(SettingsWriter.write(name, conversion.settings, findings), findings);
    }

    private void read(List<Statement> file) {
        classes.readAll(file);
        walk(file, new Scope(settings.global, new Level(), Optional.empty(), true));
        HostReader machines = new HostReader(settings, levels, findings);
        hosts.forEach(host -> carry(host.statement(), () -> machines.read(host.statement(), host.around())));
        settings.dhcp.putIfAbsent("authoritative", "false");
        settle();
    }

    private void settle() {
        Duration usual = leaseTimes(settings.global);
        settings.subnets.forEach(subnet -> {
            if (subnet.pools().isEmpty()) {
                findings.lost(
                        subnet.line(),
                        subnet.subnet()
                                + " has no range; if it is the subnet of an interface, the appliance takes a pool"
                                + " by itself (dhcp.pool)");
            }
            subnet.level().settle(usual);
            Duration here = subnet.level().leaseTime().orElse(usual);
            subnet.pools().forEach(pool -> pool.level().settle(here));
        });
        settings.classes.forEach(one -> one.level().settle(usual));
        settings.machines.forEach(one -> one.level().settle(usual));
    }

    /** Both times stand there, because the appliance's own defaults are others than dhcpd's; returns the usual one. */
    private static Duration leaseTimes(Level global) {
        global.settle(DEFAULT_LEASE);
        Duration usual = global.leaseTime().orElse(DEFAULT_LEASE);
        Duration longest = usual.compareTo(DEFAULT_MAX_LEASE) > 0 ? usual : DEFAULT_MAX_LEASE;
        global.leaseTime(usual.toSeconds());
        global.maxLeaseTime(global.maxLeaseTime().orElse(longest).toSeconds());
        return usual;
    }

    /** Statements before blocks: what a group says holds for all that stands in it, wherever it says so. */
    private void walk(List<Statement> statements, Scope scope) {
        statements.stream().filter(s -> s.block().isEmpty()).forEach(s -> carry(s, () -> plain(s, scope)));
        statements.stream().filter(s -> s.block().isPresent()).forEach(s -> carry(s, () -> block(s, scope)));
    }

    private void carry(Statement statement, Runnable reading) {
        try {
            reading.run();
        } catch (NotCarried e) {
            findings.lost(statement, e.getMessage());
        }
    }

    private void plain(Statement statement, Scope scope) {
        boolean read = ELSEWHERE.contains(statement.keyword())
                || levels.read(statement, scope.level(), scope.network())
                || scope.subnet()
                        .filter(subnet -> subnets.read(statement, subnet))
                        .isPresent()
                || scope.all() && server.read(statement);
        if (!read && statement.keyword().equals("include")) {
            throw new NotCarried(statement.line(), "not read; import that file by itself");
        }
        if (!read) {
            throw new NotCarried(
                    statement.line(), scope.all() ? "not known here" : "not known here, or only for all clients");
        }
    }

    private void block(Statement statement, Scope scope) {
        switch (statement.keyword()) {
            case "class", "subclass" -> {
                // read before
            }
            case "group" -> walk(statement.body(), scope.group());
            case "shared-network" -> sharedNetwork(statement, scope);
            case "subnet" -> subnet(statement, scope);
            case "host" -> hosts.add(new Host(statement, scope.subnet().isPresent() ? scope.around() : scope.inner()));
            case "pool" -> {
                Imported.Subnet subnet = scope.subnet()
                        .orElseThrow(() -> new NotCarried(statement.line(), "a pool stands in a subnet here"));
                subnets.read(statement, subnet);
            }
            case "if", "elsif", "else" -> conditional(statement, scope);
            case "subnet6" -> throw new NotCarried(statement.line(), "there is no DHCPv6 here");
            case "key", "zone" -> throw new NotCarried(statement.line(), "there is no dynamic DNS here");
            case "failover" -> throw new NotCarried(statement.line(), "there is no failover here");
            default -> throw new NotCarried(statement.line(), "not known here");
        }
    }

    private void sharedNetwork(Statement statement, Scope scope) {
        int before = settings.subnets.size();
        Predicate<Statement> isPool = inner -> inner.keyword().equals("pool");
        walk(statement.body().stream().filter(isPool.negate()).toList(), scope.group());
        List<Imported.Subnet> inside = List.copyOf(settings.subnets.subList(before, settings.subnets.size()));
        statement.body().stream().filter(isPool).forEach(pool -> carry(pool, () -> sharedPool(pool, inside)));
        if (settings.subnets.size() > before + 1) {
            findings.lost(
                    statement,
                    "several subnets on one wire: a client gets an address of the one that the interface or the relay"
                            + " has its address in");
        }
    }

    private void sharedPool(Statement pool, List<Imported.Subnet> inside) {
        if (inside.isEmpty()) {
            throw new NotCarried(pool.line(), "the shared network has no subnet");
        }
        subnets.pool(pool, inside);
    }

    private void subnet(Statement statement, Scope scope) {
        Ipv4Subnet network = SubnetReader.subnet(statement);
        Imported.Subnet subnet = new Imported.Subnet(statement.line(), network, new ArrayList<>(), new Level());
        walk(statement.body(), new Scope(subnet.level(), scope.inner(), Optional.of(subnet), false));
        settings.subnets.add(new Imported.Subnet(
                subnet.line(), network, subnet.pools(), subnet.level().inside(scope.inner())));
    }

    /** The last branch is what counts when no other does: it stands for all clients, whom classes go before. */
    private void conditional(Statement statement, Scope scope) {
        if (!scope.all()) {
            throw new NotCarried(statement.line(), "a condition is only carried over where it stands for all clients");
        }
        if (statement.keyword().equals("else") && statement.head().size() == 1) {
            walk(statement.body(), scope);
        } else {
            classes.readConditional(statement);
        }
    }
}
