package org.kaappliance.dhcp.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.engine.Effect;

/** Run in a namespace by {@link PingProberTest}: {@code PingMain DEVICE ADDRESS...} tries all at a time and says what it found. */
public final class PingMain {
    private PingMain() {}

    public static void main(String[] args) {
        try (PingProber prober = new PingProber()) {
            List<CompletableFuture<String>> found = new ArrayList<>();
            for (String address : List.of(args).subList(1, args.length)) {
                CompletableFuture<String> outcome = new CompletableFuture<>();
                found.add(outcome);
                prober.probe(
                        new Effect.Probe(
                                Ipv4Subnet.address(address),
                                args[0].equals("-") ? Optional.empty() : Optional.of(args[0]),
                                Duration.ofMillis(600)),
                        o -> outcome.complete(address + "=" + o));
            }
            System.out.println(found.stream().map(CompletableFuture::join).collect(Collectors.joining(" ")));
        }
    }
}
