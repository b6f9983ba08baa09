package org.kaappliance.appliance.boot;

import java.util.Optional;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.pxemenu.BootMenu;
import org.kaappliance.pxemenu.MenuFileName;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.PxelinuxRenderer;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.TftpRequest;

/**
 * Every machine's own {@code pxelinux.cfg/01-<mac>}, computed from its stored record. The names that do not say which machine
 * asks lead to the menu that can only boot locally; the UUID, which is asked for first, is left out, so that the
 * hardware address comes next.
 */
public final class MenuRoute implements ContentRoute {
    private final Fleet fleet;
    private final MenuPolicy policy;

    public MenuRoute(Fleet fleet, MenuPolicy policy) {
        this.fleet = fleet;
        this.policy = policy;
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) {
        return MenuFileName.parse(request.name())
                .flatMap(this::menu)
                .map(menu -> Content.ofText(PxelinuxRenderer.render(menu)));
    }

    private Optional<BootMenu> menu(MenuFileName name) {
        if (name instanceof MenuFileName.ByMac byMac) {
            return Optional.of(fleet.find(byMac.mac()).map(policy::menuFor).orElseGet(policy::localOnly));
        }
        return name instanceof MenuFileName.Default ? Optional.of(policy.localOnly()) : Optional.empty();
    }
}
