package org.kaappliance.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.relay.SessionKey;

/** Jobs as they are kept. */
@Timeout(60)
class StoredJobsTest {
    @TempDir
    private Path dir;

    @Test
    void the_key_of_a_job_that_was_asked_for_before_is_there_while_the_disk_is_busy() throws Exception {
        SessionKey key = SessionKey.random(new SecureRandom());
        try (StateStore store = StateStore.open(dir)) {
            StoredJobs jobs = new StoredJobs(store);
            assertThat(jobs.key("1")).isEmpty();
            jobs.save(new StoredJobs.Row("1", Instant.EPOCH, StoredJobs.State.RUNNING, "{}", "", key))
                    .join();
            assertThat(jobs.key("1")).contains(key);
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Void> write = store.write(connection -> {
                busy.countDown();
                awaitQuietly(go);
            });
            busy.await();
            try {
                assertThat(CompletableFuture.supplyAsync(() -> jobs.key("1")).get(10, TimeUnit.SECONDS))
                        .contains(key);
            } finally {
                go.countDown();
            }
            write.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
