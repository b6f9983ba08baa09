package org.kaappliance.tftp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Simulated boot ROMs, all at once, and one that fetches a small menu again and again meanwhile. Reads one run a line from
 * standard input, {@code SERVER FILE CRC32 CLIENTS BLKSIZE WINDOW DELAY_MICROS MENU|- MENU_CRC32}, and prints one line of JSON
 * for each. The arguments are the addresses that the ROMs use in turn.
 */
final class RomStorm {
    private static final long TICK_NANOS = 100_000_000;
    private static final long MENU_PAUSE_NANOS = 20_000_000;

    private record Delayed(Rom rom, long dueNanos) {}

    private final List<InetAddress> addresses;
    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(70_000);
    private final ArrayDeque<Delayed> delayed = new ArrayDeque<>();
    private final List<Rom> roms = new ArrayList<>();
    private final List<Long> menuNanos = new ArrayList<>();
    private int menusLost;
    private Rom menu;
    private long nextMenuNanos;
    private long nextTickNanos;

    private RomStorm(List<InetAddress> addresses) throws IOException {
        this.addresses = addresses;
    }

    public static void main(String[] args) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : args) {
            addresses.add(InetAddress.getByName(address));
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            System.out.println(new RomStorm(addresses).run(line.split(" ")));
        }
    }

    private String run(String[] words) throws IOException {
        InetSocketAddress server = new InetSocketAddress(words[0], 69);
        int window = Integer.parseInt(words[5]);
        long delayNanos = Long.parseLong(words[6]) * 1000;
        RomOrder order = new RomOrder(
                server, words[1], Integer.parseInt(words[4]), Long.parseLong(words[2]), window, delayNanos);
        RomOrder menuOrder = new RomOrder(server, words[7], 1408, Long.parseLong(words[8]), 1, 0);
        int clients = Integer.parseInt(words[3]);
        long start = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            roms.add(new Rom(order, addresses.get(i % addresses.size()), selector));
        }
        boolean spin = clients == 1;
        int over = 0;
        while (over < clients) {
            turn(spin);
            long now = System.nanoTime();
            if (now - nextTickNanos >= 0) {
                nextTickNanos = now + TICK_NANOS;
                for (Rom rom : roms) {
                    rom.onTick(now);
                }
                over = (int) roms.stream().filter(Rom::isOver).count();
            } else if (clients == 1) {
                over = roms.get(0).isOver() ? 1 : 0;
            }
            if (!words[7].equals("-")) {
                menu(menuOrder, now);
            }
        }
        long last = roms.stream().mapToLong(Rom::nanos).max().orElse(0);
        String json = json(clients == 1 ? last : Math.max(last, 1), System.nanoTime() - start);
        selector.close();
        return json;
    }

    private void turn(boolean spin) throws IOException {
        if (spin || !delayed.isEmpty()) {
            selector.selectNow(this::onReadable);
        } else {
            selector.select(this::onReadable, 10);
        }
        long now = System.nanoTime();
        while (!delayed.isEmpty() && now - delayed.peek().dueNanos() >= 0) {
            Rom rom = delayed.poll().rom();
            if (!rom.isOver()) {
                rom.ack();
            }
        }
    }

    private void onReadable(SelectionKey key) {
        Rom rom = (Rom) key.attachment();
        try {
            if (rom.onReadable(in)) {
                delayed.add(new Delayed(rom, System.nanoTime() + rom.delayNanos()));
            }
        } catch (IOException e) {
            rom.failed(e);
        }
    }

    private void menu(RomOrder order, long now) throws IOException {
        if (menu != null && menu.isOver()) {
            menusLost += menu.lost() == null ? 0 : 1;
            menuNanos.add(menu.nanos());
            menu = null;
            nextMenuNanos = now + MENU_PAUSE_NANOS;
        }
        if (menu != null) {
            menu.onTick(now);
        } else if (now - nextMenuNanos >= 0) {
            menu = new Rom(order, addresses.get(0), selector);
        }
    }

    private String json(long nanos, long wholeNanos) {
        long bytes = roms.stream()
                .filter(r -> r.lost() == null)
                .mapToLong(Rom::bytes)
                .sum();
        List<String> lost =
                roms.stream().map(Rom::lost).filter(l -> l != null).sorted().toList();
        menuNanos.sort(null);
        return String.format(
                Locale.ROOT,
                "{\"seconds\": %.4f, \"bytes\": %d, \"lost\": %d, \"why\": \"%s\", \"window\": %d, \"menus\": %d, \"menus_lost\": %d,"
                        + " \"menu_p50_ms\": %.2f, \"menu_p99_ms\": %.2f, \"wall\": %.3f}",
                nanos / 1e9,
                bytes,
                lost.size(),
                lost.isEmpty() ? "" : lost.get(0).replaceAll("[^ -!#-~]", "?").replace("\\", "/"),
                roms.get(0).window(),
                menuNanos.size(),
                menusLost,
                percentile(50),
                percentile(99),
                wholeNanos / 1e9);
    }

    private double percentile(int percent) {
        return menuNanos.isEmpty() ? 0 : menuNanos.get((menuNanos.size() - 1) * percent / 100) / 1e6;
    }
}
