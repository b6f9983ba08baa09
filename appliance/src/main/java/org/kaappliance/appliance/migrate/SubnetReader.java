package org.kaappliance.appliance.migrate;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.Ipv4Subnet;

/** Reads the heads of {@code subnet} and what gives addresses away: {@code range} and {@code pool}. */
final class SubnetReader {
    private final LevelReader levels;
    private final ClassReader classes;
    private final Findings findings;

    SubnetReader(LevelReader levels, ClassReader classes, Findings findings) {
        this.levels = levels;
        this.classes = classes;
        this.findings = findings;
    }

    /** Of {@code subnet 10.0.1.0 netmask 255.255.255.0}. */
    static Ipv4Subnet subnet(Statement statement) {
        Words words = statement.words();
        Inet4Address network = words.address();
        words.expect("netmask");
        Inet4Address mask = words.address();
        words.end();
        int bits = Ipv4Subnet.toInt(mask);
        int prefix = Integer.bitCount(bits);
        if (prefix > 0 && bits != -1 << 32 - prefix) {
            throw new NotCarried(statement.line(), mask.getHostAddress() + " is no netmask");
        }
        try {
            return Ipv4Subnet.parse(network.getHostAddress() + "/" + prefix);
        } catch (IllegalArgumentException e) {
            throw new NotCarried(statement.line(), e.getMessage());
        }
    }

    /** Returns whether it was one of the statements that give addresses away. */
    boolean read(Statement statement, Imported.Subnet into) {
        switch (statement.keyword()) {
            case "range" ->
                into.pools().add(new Imported.Pool(statement.line(), range(statement, into), List.of(), new Level()));
            case "pool" -> pool(statement, List.of(into));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @param subnets in which its ranges may lie; one, or those of a shared network */
    void pool(Statement pool, List<Imported.Subnet> subnets) {
        Optional<Ipv4Subnet> only =
                subnets.size() == 1 ? Optional.of(subnets.get(0).subnet()) : Optional.empty();
        Level level = new Level();
        List<String> open = new ArrayList<>();
        List<Statement> ranges = new ArrayList<>();
        for (Statement statement : pool.body()) {
            try {
                if (statement.keyword().equals("range")) {
                    ranges.add(statement);
                } else if (statement.keyword().matches("allow|deny|ignore")) {
                    permit(statement, open);
                } else if (!levels.read(statement, level, only)) {
                    throw new NotCarried(statement.line(), "not known here");
                }
            } catch (NotCarried e) {
                findings.lost(statement, e.getMessage());
            }
        }
        for (Statement range : ranges) {
            try {
                Imported.Subnet into = around(range, subnets);
                into.pools().add(new Imported.Pool(range.line(), range(range, into), List.copyOf(open), level));
            } catch (NotCarried e) {
                findings.lost(range, e.getMessage());
            }
        }
    }

    /** The subnet that the range begins in; when there is none the last one, in which it does not lie either. */
    private static Imported.Subnet around(Statement range, List<Imported.Subnet> subnets) {
        Words words = range.words();
        words.takeIf("dynamic-bootp");
        Inet4Address first = words.address();
        return subnets.stream()
                .filter(subnet -> subnet.subnet().contains(first))
                .findFirst()
                .orElse(subnets.get(subnets.size() - 1));
    }

    private void permit(Statement statement, List<String> open) {
        Words words = statement.words();
        if (!statement.keyword().equals("allow") || !words.takeIf("members")) {
            throw new NotCarried(statement.line(), "a pool can only be kept for the members of classes");
        }
        words.expect("of");
        String name = words.string();
        words.end();
        List<String> ours = classes.namesOf(name);
        if (ours.isEmpty()) {
            throw new NotCarried(
                    statement.line(), "the class " + name + " is not carried over, so everybody may use this pool");
        }
        open.addAll(ours);
    }

    private static AddressRange range(Statement statement, Imported.Subnet into) {
        Words words = statement.words();
        words.takeIf("dynamic-bootp");
        Inet4Address first = words.address();
        Inet4Address last = words.hasNext() ? words.address() : first;
        words.end();
        try {
            AddressRange range = new AddressRange(first, last);
            check(range, into, statement.line());
            return range;
        } catch (IllegalArgumentException e) {
            throw new NotCarried(statement.line(), e.getMessage());
        }
    }

    private static void check(AddressRange range, Imported.Subnet into, int line) {
        if (!into.subnet().contains(range.first()) || !into.subnet().contains(range.last())) {
            throw new NotCarried(line, "it does not lie in the subnet " + into.subnet());
        }
        into.pools().stream()
                .filter(pool -> pool.range().overlaps(range))
                .findFirst()
                .ifPresent(other -> {
                    throw new NotCarried(line, "it overlaps " + other.range() + " of line " + other.line());
                });
    }
}
