package dev.lockstep.journal;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A transaction's {@link Terms} as they lie on the disk. */
@Entity
@Immutable
@Table(name = "terms")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class TermsRow extends PanacheEntityBase {
  @Id Long position;

  int format;

  String body;

  int checksum;

  StoredState.StoredTerms stored() {
    return new StoredState.StoredTerms(format, body, checksum);
  }
}
