package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferTermsTest {
    private static final TransferTerms.Bounds BOUNDS =
            new TransferTerms.Bounds(1468, Set.of(), 64, Setups.resending(700, 5));

    @ParameterizedTest
    @CsvSource({
        "blksize, 8,     blksize, 8",
        "blksize, 512,   blksize, 512",
        "blksize, 1408,  blksize, 1408",
        "blksize, 1469,  blksize, 1468",
        "blksize, 65464, blksize, 1468",
        "blksize, 65465, blksize, 1468",
        "timeout, 1,     timeout, 1",
        "timeout, 255,   timeout, 255",
        "tsize,   0,     tsize,   4711",
        "tsize,   99,    tsize,   4711",
        "windowsize, 1,  windowsize, 1",
        "windowsize, 4,  windowsize, 4",
        "windowsize, 64, windowsize, 64",
        "windowsize, 65, windowsize, 64",
        "windowsize, 65535, windowsize, 64",
    })
    void a_fit_option_is_granted(String name, String value, String grantedName, String grantedValue) {
        assertThat(granted(new RequestOption(name, value)))
                .containsExactly(new RequestOption(grantedName, grantedValue));
    }

    @ParameterizedTest
    @CsvSource({
        "blksize, 0",
        "blksize, 7",
        "blksize, -1",
        "blksize, 1e12",
        "blksize, abc",
        "blksize, ''",
        "blksize, ' 512'",
        "blksize, 99999999999999999999",
        "timeout, 0",
        "timeout, 256",
        "timeout, 0.5",
        "tsize, -1",
        "tsize, x",
        "windowsize, 0",
        "windowsize, -1",
        "windowsize, 65536",
        "windowsize, four",
        "multicast, ''",
        "utimeout, 4294967296",
        "blksize2, 1024"
    })
    void an_unfit_or_unknown_option_is_passed_over_and_512_byte_blocks_remain(String name, String value) {
        TransferTerms terms = TransferTerms.negotiate(List.of(new RequestOption(name, value)), 4711, BOUNDS);
        assertThat(terms.granted()).isEmpty();
        assertThat(terms.blockSizeBytes()).isEqualTo(512);
        assertThat(terms.timeout()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void the_size_of_an_empty_file_is_not_granted_because_curl_aborts_on_it() {
        assertThat(TransferTerms.negotiate(List.of(new RequestOption("tsize", "0")), 0, BOUNDS)
                        .granted())
                .isEmpty();
    }

    @Test
    void the_clients_timeout_is_kept_exactly_and_never_grows_beyond_half_a_minute_of_silence() {
        TransferTerms terms = TransferTerms.negotiate(List.of(new RequestOption("timeout", "10")), 1, BOUNDS);
        assertThat(terms.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(terms.backOff()).isEqualTo(TransferTerms.BackOff.NONE);
        assertThat(terms.retries()).isEqualTo(3);
    }

    @Test
    void an_option_that_the_client_cannot_bear_is_left_out_and_the_others_stay() {
        TransferTerms terms = TransferTerms.negotiate(
                List.of(new RequestOption("blksize", "1456"), new RequestOption("windowsize", "16")),
                4711,
                new TransferTerms.Bounds(1468, Set.of("blksize"), 64, Setups.resending(700, 5)));
        assertThat(terms.granted()).containsExactly(new RequestOption("windowsize", "16"));
        assertThat(terms.blockSizeBytes()).isEqualTo(512);
        assertThat(terms.windowBlocks()).isEqualTo(16);
    }

    @Test
    void whatever_is_asked_the_oack_is_a_subset_and_never_more() {
        long seed = 20260101;
        Random random = new Random(seed);
        String[] names = {"blksize", "timeout", "tsize", "windowsize", "multicast"};
        for (int round = 0; round < 20_000; round++) {
            List<RequestOption> asked = new ArrayList<>();
            for (String name : names) {
                if (random.nextBoolean()) {
                    asked.add(new RequestOption(
                            name, Integer.toString(random.nextInt(1 << random.nextInt(1, 20)) - 2)));
                }
            }
            for (RequestOption granted :
                    TransferTerms.negotiate(asked, 4711, BOUNDS).granted()) {
                checkGranted(granted, asked, seed);
            }
        }
    }

    private static void checkGranted(RequestOption granted, List<RequestOption> asked, long seed) {
        RequestOption question = asked.stream()
                .filter(o -> o.name().equals(granted.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not asked for: " + granted + ", seed " + seed));
        switch (granted.name()) {
            case "blksize" ->
                assertThat(Integer.parseInt(granted.value())).isBetween(8, Integer.parseInt(question.value()));
            case "windowsize" ->
                assertThat(Integer.parseInt(granted.value()))
                        .isBetween(1, Math.min(64, Integer.parseInt(question.value())));
            case "timeout" -> assertThat(granted.value()).isEqualTo(question.value());
            default -> assertThat(granted).isEqualTo(new RequestOption("tsize", "4711"));
        }
    }

    private static List<RequestOption> granted(RequestOption asked) {
        return TransferTerms.negotiate(List.of(asked), 4711, BOUNDS).granted();
    }
}
