package org.kaappliance.dhcp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.wire.DhcpMessage;

/** Each kind of firmware, with each kind of answer that we give, ends up at its boot program. */
public class EveryOfferTest {

    private enum Mode {
        SERVER,
        PROXY
    }

    private record Case(Mode mode, int architecture) {

        Client client() {
            return Client.of(Served.NODE1).pxe(architecture);
        }

        String key() {
            return new Architecture(architecture).toString();
        }

        DhcpMessage discover(boolean ipxe) {
            return ipxe ? client().text(77, "iPXE").discover() : client().discover();
        }

        List<DhcpMessage> offers(Site site, DhcpMessage discover) {
            return mode == Mode.SERVER ? site.serverOffers(discover) : site.proxyOffers(discover);
        }
    }

    static Stream<Case> pxe() {
        List<Case> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Firmware firmware : Firmware.values()) {
                firmware.architectures().stream()
                        .filter(id -> !firmware.key().endsWith("-http") && firmware != Firmware.RASPBERRY_PI)
                        .forEach(id -> all.add(new Case(mode, id)));
            }
        }
        return all.stream();
    }

    static Stream<Case> http() {
        return Stream.of(Mode.values())
                .flatMap(mode -> Stream.of(Firmware.values())
                        .filter(firmware -> firmware.key().endsWith("-http"))
                        .flatMap(firmware -> firmware.architectures().stream().map(id -> new Case(mode, id))));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void edk2_loads_the_program_of_its_firmware(Case one) {
        Site site = new Site(Site.everyProgram());
        assertThat(edk2(site, one, -1)).isEqualTo(loads(one.key() + ".bin"));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void edk2_takes_the_first_item_of_its_menu_when_no_key_is_pressed(Case one) {
        assertThat(edk2(menuSite(one.key()), one, -1)).isEqualTo(loads(one.key() + "-menu.0"));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void edk2_gets_what_is_chosen_from_its_menu(Case one) {
        assertThat(edk2(menuSite(one.key()), one, 1)).isEqualTo(new Outcome.LocalDisk());
        assertThat(edk2(menuSite(one.key()), one, 2)).isEqualTo(loads("memtest"));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void ipxe_loads_the_program_of_its_firmware_at_once(Case one) {
        Site site = new Site(Site.everyProgram());
        Ipxe ipxe = ipxe(site, one);
        assertThat(ipxe.goesOnAtOnce()).isTrue();
        assertThat(ipxe.boot(asIpxe(site, one))).isEqualTo(loads(one.key() + ".bin"));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void ipxe_sees_the_menu_as_a_rom_does(Case one) {
        Site site = menuSite(one.key());
        assertThat(ipxe(site, one).boot(asIpxe(site, one))).isEqualTo(loads(one.key() + "-menu.0"));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void ipxe_with_a_program_of_its_own_sees_no_menu(Case one) {
        Map<String, String> settings = menuSettings(one.key());
        settings.put("dhcp.boot-programs.ipxe", "boot.ipxe");
        Site site = new Site(settings);
        assertThat(ipxe(site, one).boot(asIpxe(site, one))).isEqualTo(loads("boot.ipxe"));
    }

    @ParameterizedTest
    @MethodSource("pxe")
    public void firmware_that_takes_any_offer_for_binl_finds_the_program_on_4011(Case one) {
        Site site = new Site(Site.everyProgram());
        List<DhcpMessage> binl = one.offers(site, one.discover(false)).stream()
                .map(offer -> offer.options().has(60)
                        ? offer.withOptions(offer.options().without(43))
                        : offer)
                .toList();
        BiFunction<Inet4Address, Optional<Integer>, Optional<DhcpMessage>> port4011 = site.port4011(one.client());
        assertThat(Edk2.boot(binl, question -> port4011.apply(question.server(), question.item()), -1))
                .isEqualTo(loads(one.key() + ".bin"));
    }

    @ParameterizedTest
    @MethodSource("http")
    public void http_firmware_gets_its_url(Case one) {
        Site site = new Site(Site.everyProgram());
        DhcpMessage discover = one.client()
                .vendorClass("HTTPClient:Arch:%05d:UNDI:003001".formatted(one.architecture()))
                .discover();
        assertThat(Edk2.httpBoot(one.offers(site, discover))).isEqualTo(loads("http://10.0.1.1/" + one.key()));
    }

    private static Outcome edk2(Site site, Case one, int key) {
        BiFunction<Inet4Address, Optional<Integer>, Optional<DhcpMessage>> port4011 = site.port4011(one.client());
        return Edk2.boot(
                one.offers(site, one.discover(false)),
                question -> port4011.apply(question.server(), question.item()),
                key);
    }

    private static Ipxe ipxe(Site site, Case one) {
        DhcpMessage discover = one.discover(true);
        Ipxe ipxe = new Ipxe(discover.xid());
        one.offers(site, discover).forEach(offer -> ipxe.hears(offer, 67));
        return ipxe;
    }

    private static Function<Optional<Integer>, Optional<DhcpMessage>> asIpxe(Site site, Case one) {
        BiFunction<Inet4Address, Optional<Integer>, Optional<DhcpMessage>> port4011 =
                site.port4011(one.client().text(77, "iPXE"));
        return item -> port4011.apply(Site.APPLIANCE, item);
    }

    private static Outcome loads(String file) {
        return new Outcome.Loads(Site.APPLIANCE, file);
    }

    private static Site menuSite(String key) {
        return new Site(menuSettings(key));
    }

    private static Map<String, String> menuSettings(String key) {
        Map<String, String> settings = new HashMap<>(Site.everyProgram());
        settings.put("dhcp.pxe-menu.services", """
                [ { firmware = %1$s, item = "Linux", boot-file = %1$s-menu, last-layer = 2 },
                  { firmware = %1$s, item = "Local boot", boot-file = local },
                  { firmware = %1$s, item = "Memory test", boot-file = memtest } ]""".formatted(key));
        return settings;
    }
}
