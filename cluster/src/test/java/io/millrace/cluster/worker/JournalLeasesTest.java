package io.millrace.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.http.JournalLease;
import io.millrace.runtime.journal.MemoryJournal;
import org.junit.jupiter.api.Test;

class JournalLeasesTest {
  private final JournalLeases leases = new JournalLeases();

  @Test
  void shouldLeaseWhatIsOpenOnly() {
    assertThat(leases.lease(3)).isNull();
    leases.open(3, new MemoryJournal());
    assertThat(leases.lease(3)).isNotNull();
    leases.end(3);
    assertThat(leases.lease(3)).isNull();
  }

  @Test
  void shouldEndAllLeasesOfAJournalThatIsClosed() {
    leases.open(3, new MemoryJournal());
    leases.open(4, new MemoryJournal());
    JournalLease first = leases.lease(3);
    JournalLease other = leases.lease(4);
    leases.end(3);

    assertThat(first.isEnded()).isTrue();
    assertThat(other.isEnded()).isFalse();
    first.close(); // once more, by its reader
  }
}
