package org.kaappliance.appliance.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.kaappliance.appliance.store.StateStore;

/**
 * Lives the scripted lives until it is killed: {@code ScriptedLivesMain DIRECTORY before|after|running}. Says "ready" when the last event of every life
 * was given and is not stored, or is stored; running, says which node's how manieth event is acknowledged.
 */
public final class ScriptedLivesMain {
    private ScriptedLivesMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        StateStore store = StateStore.open(Path.of(args[0]));
        Fleet fleet = ScriptedLives.fleet(store);
        switch (args[1]) {
            case "before" -> {
                allButTheLast(fleet);
                store.write(c -> hold());
                last(fleet);
                System.out.println("ready");
            }
            case "after" -> {
                allButTheLast(fleet);
                last(fleet).forEach(CompletableFuture::join);
                System.out.println("ready");
            }
            case "running" ->
                IntStream.range(0, ScriptedLives.ALL.size()).forEach(node -> lives(store, fleet, node, 0));
            default -> throw new IllegalArgumentException(args[1]);
        }
        new CountDownLatch(1).await();
    }

    private static void hold() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void allButTheLast(Fleet fleet) {
        List<CompletableFuture<?>> stored = new ArrayList<>();
        for (int node = 0; node < ScriptedLives.ALL.size(); node++) {
            String life = ScriptedLives.ALL.get(node);
            for (char letter : life.substring(0, life.length() - 1).toCharArray()) {
                stored.add(fleet.apply(ScriptedLives.mac(node), ScriptedLives.event(letter)));
            }
        }
        stored.forEach(CompletableFuture::join);
    }

    private static List<CompletableFuture<?>> last(Fleet fleet) {
        List<CompletableFuture<?>> last = new ArrayList<>();
        for (int node = 0; node < ScriptedLives.ALL.size(); node++) {
            String life = ScriptedLives.ALL.get(node);
            last.add(fleet.apply(ScriptedLives.mac(node), ScriptedLives.event(life.charAt(life.length() - 1))));
        }
        return last;
    }

    /** The next event when this one is acknowledged, and not before the disk has kept up: not every event is stored. */
    private static void lives(StateStore store, Fleet fleet, int node, int done) {
        String life = ScriptedLives.ALL.get(node);
        fleet.apply(ScriptedLives.mac(node), ScriptedLives.event(life.charAt(done % life.length())))
                .thenRun(() -> System.out.println(node + " " + (done + 1)))
                .thenCompose(told -> store.write(c -> {}))
                .thenRunAsync(() -> lives(store, fleet, node, done + 1));
    }
}
