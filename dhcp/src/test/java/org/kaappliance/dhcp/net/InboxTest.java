package org.kaappliance.dhcp.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

public class InboxTest {
    private final Inbox<String, String> inbox = new Inbox<>(2);

    @Test
    public void the_newest_of_a_client_takes_the_place_of_its_older_one_and_not_a_second_one() {
        inbox.put("a", "a1");
        inbox.put("b", "b1");
        inbox.put("a", "a2");
        assertThat(inbox.take()).contains("a2");
        assertThat(inbox.take()).contains("b1");
        assertThat(inbox.take()).isEmpty();
        assertThat(inbox.dropped()).isZero();
    }

    @Test
    public void when_all_places_are_taken_the_one_that_waited_longest_goes() {
        inbox.put("a", "a1");
        inbox.put("b", "b1");
        inbox.put("c", "c1");
        assertThat(inbox.dropped()).isEqualTo(1);
        assertThat(inbox.take()).contains("b1");
        assertThat(inbox.take()).contains("c1");
        assertThat(inbox.isEmpty()).isTrue();
    }
}
