package org.kaappliance.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads section {@code dhcp}. */
final class DhcpReader {
    private static final Duration LONGEST_REPLY_DELAY = Duration.ofSeconds(10);
    private static final Duration LONGEST_PROMPT = Duration.ofSeconds(254);

    private final SettingsReader reader;
    private final Collection<SettingsProblem> problems;

    DhcpReader(SettingsReader reader, Collection<SettingsProblem> problems) {
        this.reader = reader;
        this.problems = problems;
    }

    DhcpSettings read() {
        DhcpSettings.Mode mode = reader.choice("dhcp.mode", DhcpSettings.Mode.class);
        DhcpSettings settings = read(mode);
        poolClasses(settings);
        return settings;
    }

    private void poolClasses(DhcpSettings settings) {
        List<String> names =
                settings.classes().stream().map(DhcpSettings.ClientClass::name).toList();
        for (DhcpSettings.Subnet subnet : settings.subnets()) {
            for (DhcpSettings.Pool pool : subnet.pools()) {
                pool.classes().stream()
                        .filter(name -> !names.contains(name))
                        .forEach(name ->
                                problems.add(new SettingsProblem(pool.origin(), "dhcp.subnets", noClass(name, names))));
            }
        }
    }

    private static String noClass(String name, List<String> names) {
        return "a pool is for the class " + name + ", and dhcp.classes has none of that name"
                + NearestKey.of(name, names)
                        .map(near -> ", did you mean " + near + "?")
                        .orElse("");
    }

    private DhcpSettings read(DhcpSettings.Mode mode) {
        return new DhcpSettings(
                mode,
                reader.list("dhcp.interfaces", ValueRules::interfaceName),
                reader.unless("auto", "dhcp.pool", AddressRange::parse),
                new TermsReader(reader, "dhcp.").always(),
                reader.duration("dhcp.offer-hold", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                reader.flag("dhcp.authoritative"),
                reader.choice("dhcp.unknown-machines", DhcpSettings.UnknownMachines.class),
                reader.flag("dhcp.nul-terminated-names"),
                reader.texts("dhcp.boot-programs", ValueRules::bootFile),
                each("dhcp.subnets", this::subnet),
                classes(),
                pxeMenu(),
                guard());
    }

    private <T> List<T> each(String key, BiFunction<Config, String, T> read) {
        List<T> all = new ArrayList<>();
        for (Config one : reader.objects(key)) {
            all.add(read.apply(one, key + "[" + all.size() + "]."));
        }
        return List.copyOf(all);
    }

    /** Reads the object with what the function asks for, and books what nobody asked for. */
    private <T> T inside(Config config, String prefix, Function<SettingsReader, T> read) {
        SettingsReader inner = new SettingsReader(config, prefix, problems);
        T value = read.apply(inner);
        UnknownKeys.find(config, inner.known(), prefix, problems);
        return value;
    }

    private DhcpSettings.Subnet subnet(Config config, String prefix) {
        return inside(
                config,
                prefix,
                inner -> new DhcpSettings.Subnet(
                        Origins.of(config.origin()),
                        inner.read("subnet", Ipv4Subnet.parse("0.0.0.0/0"), Ipv4Subnet::parse),
                        pools(inner, prefix),
                        new TermsReader(inner, "").whereSet()));
    }

    /** A pool is a range, or an object with a range and what is particular to it. */
    private List<DhcpSettings.Pool> pools(SettingsReader inner, String prefix) {
        if (!inner.has("pools")) {
            return List.of();
        }
        List<DhcpSettings.Pool> pools = new ArrayList<>();
        int index = 0;
        for (SettingsReader.Element element : inner.mixed("pools")) {
            String place = prefix + "pools[" + index++ + "].";
            if (element.value().valueType() == ConfigValueType.OBJECT) {
                pools.add(inside(element.object(), place, pool -> pool(element, pool)));
            } else {
                element.parse(AddressRange::parse)
                        .ifPresent(range -> pools.add(
                                new DhcpSettings.Pool(element.origin(), range, List.of(), DhcpTerms.NOTHING)));
            }
        }
        return List.copyOf(pools);
    }

    private static DhcpSettings.Pool pool(SettingsReader.Element element, SettingsReader reader) {
        AddressRange standIn = AddressRange.parse("0.0.0.1-0.0.0.1");
        return new DhcpSettings.Pool(
                element.origin(),
                reader.read("range", standIn, AddressRange::parse),
                reader.has("classes") ? reader.list("classes", Function.identity()) : List.of(),
                new TermsReader(reader, "").whereSet());
    }

    private List<DhcpSettings.ClientClass> classes() {
        List<DhcpSettings.ClientClass> classes = each("dhcp.classes", this::clientClass);
        Set<String> names = new HashSet<>();
        for (DhcpSettings.ClientClass one : classes) {
            if (!names.add(one.name())) {
                problems.add(new SettingsProblem(one.origin(), "dhcp.classes", one.name() + " occurs twice"));
            }
        }
        return classes;
    }

    private DhcpSettings.ClientClass clientClass(Config config, String prefix) {
        return inside(
                config,
                prefix,
                inner -> new DhcpSettings.ClientClass(
                        Origins.of(config.origin()),
                        inner.read("name", "", ValueRules::className),
                        inner.has("vendor-class") ? inner.text("vendor-class") : "",
                        inner.has("user-class") ? inner.text("user-class") : "",
                        inner.has("macs") ? inner.list("macs", ValueRules::macPrefix) : List.of(),
                        inner.has("firmware") ? inner.list("firmware", Function.identity()) : List.of(),
                        inner.has("policy")
                                ? Optional.of(inner.choice("policy", DhcpSettings.UnknownMachines.class))
                                : Optional.empty(),
                        inner.has("reply-delay")
                                ? inner.duration("reply-delay", Duration.ZERO, LONGEST_REPLY_DELAY)
                                : Duration.ZERO,
                        new TermsReader(inner, "").whereSet()));
    }

    private DhcpSettings.PxeMenu pxeMenu() {
        return new DhcpSettings.PxeMenu(
                reader.read("dhcp.pxe-menu.prompt", "", ValueRules::oneLine),
                reader.duration("dhcp.pxe-menu.timeout", Duration.ZERO, LONGEST_PROMPT),
                each("dhcp.pxe-menu.services", this::service),
                reader.unless("none", "dhcp.pxe-menu.multicast-group", ValueRules::group));
    }

    private DhcpSettings.PxeService service(Config config, String prefix) {
        return inside(
                config,
                prefix,
                inner -> new DhcpSettings.PxeService(
                        Origins.of(config.origin()),
                        inner.text("firmware"),
                        inner.read("item", "", ValueRules::oneLine),
                        inner.unless("local", "boot-file", ValueRules::bootFile),
                        inner.has("last-layer") ? inner.number("last-layer", 0, 255) : -1));
    }

    private DhcpSettings.Guard guard() {
        return new DhcpSettings.Guard(
                reader.duration("dhcp.conflict-check", Duration.ZERO, Duration.ofSeconds(5)),
                reader.duration("dhcp.decline-probation", Duration.ofSeconds(1), Duration.ofDays(7)),
                reader.number("dhcp.client-rate", 0, 10_000));
    }
}
