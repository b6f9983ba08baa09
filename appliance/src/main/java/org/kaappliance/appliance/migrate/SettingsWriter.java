package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what a dhcpd.conf came to. Each element of a list stands behind the line that it comes from. */
final class SettingsWriter {
    private final HoconWriter out = new HoconWriter();

    private SettingsWriter() {}

    static String write(String name, Imported settings, List<Finding> findings) {
        SettingsWriter writer = new SettingsWriter();
        writer.out.head(name, findings);
        writer.out.section("dhcp", () -> writer.dhcp(settings));
        writer.machines(settings.machines);
        return writer.out.text();
    }

    private void dhcp(Imported settings) {
        out.pairs(settings.dhcp);
        out.level(settings.global);
        if (!settings.subnets.isEmpty()) {
            out.list("subnets", settings.subnets, this::subnet);
        }
        if (!settings.classes.isEmpty()) {
            out.list("classes", settings.classes, this::clientClass);
        }
    }

    private void subnet(Imported.Subnet subnet) {
        out.object(subnet.line(), () -> {
            out.pair("subnet", subnet.subnet().toString());
            if (!subnet.pools().isEmpty()) {
                out.list("pools", subnet.pools(), this::pool);
            }
            out.level(subnet.level());
        });
    }

    private void pool(Imported.Pool pool) {
        if (pool.classes().isEmpty() && pool.level().isEmpty()) {
            out.element(Hocon.quoted(pool.range().toString()), pool.line());
            return;
        }
        out.object(pool.line(), () -> {
            out.pair("range", Hocon.quoted(pool.range().toString()));
            if (!pool.classes().isEmpty()) {
                out.pair("classes", quotedList(pool.classes()));
            }
            out.level(pool.level());
        });
    }

    private void clientClass(Imported.ClientClass one) {
        out.object(one.line(), () -> {
            Map<String, String> pairs = new LinkedHashMap<>();
            pairs.put("name", Hocon.quoted(one.name()));
            Criteria criteria = one.criteria();
            if (!criteria.vendorClass().isEmpty()) {
                pairs.put("vendor-class", Hocon.quoted(criteria.vendorClass()));
            }
            if (!criteria.userClass().isEmpty()) {
                pairs.put("user-class", Hocon.quoted(criteria.userClass()));
            }
            if (!criteria.macs().isEmpty()) {
                pairs.put("macs", quotedList(criteria.macs()));
            }
            if (!criteria.firmware().isEmpty()) {
                pairs.put("firmware", quotedList(criteria.firmware()));
            }
            one.policy().ifPresent(policy -> pairs.put("policy", policy));
            out.pairs(pairs);
            out.level(one.level());
        });
    }

    private void machines(List<Imported.Machine> machines) {
        if (!machines.isEmpty()) {
            out.list("machines", machines, this::machine);
        }
    }

    private void machine(Imported.Machine machine) {
        List<String> pairs = new ArrayList<>();
        pairs.add(
                machine.macs().size() == 1
                        ? "mac = " + Hocon.quoted(machine.macs().get(0))
                        : "macs = " + quotedList(machine.macs()));
        pairs.add("name = " + Hocon.quoted(machine.name()));
        machine.address().ifPresent(address -> pairs.add("address = " + address));
        if (machine.level().isEmpty()) {
            out.element("{ " + String.join(", ", pairs) + " }", machine.line());
            return;
        }
        out.object(machine.line(), () -> {
            pairs.forEach(out::raw);
            out.level(machine.level());
        });
    }

    private static String quotedList(List<String> texts) {
        return Hocon.list(texts.stream().map(Hocon::quoted).toList());
    }
}
