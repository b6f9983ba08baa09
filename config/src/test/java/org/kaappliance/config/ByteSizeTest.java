package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "512B, 512",
        "64K, 65536",
        "64k, 65536",
        "64KiB, 65536",
        "64KB, 64000",
        "8 MiB, 8388608",
        "1GB, 1000000000",
        "1T, 1099511627776"
    })
    void binary_and_decimal_units_are_read(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "K", "1X", "1.5G", "1 2", "9223372036854775808", "999999999T"})
    void what_is_no_size_or_too_large_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1500, 1500B", "1536, 1536B", "8388608, 8MiB", "1099511627776, 1TiB"})
    void the_text_uses_the_largest_unit_that_divides_it_and_reads_back(long bytes, String text) {
        assertThat(new ByteSize(bytes)).hasToString(text);
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }
}
