package dev.lockstep.journal;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToOne;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.Table;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's row as it lies on the disk. To be read with its terms in one statement ({@link
 * #WITH_TERMS}): in two, pruning could come between and make a healthy row look damaged.
 *
 * <p>Not one entity over two tables: for such a one Hibernate makes tables of its own at its start,
 * before the journal has locked and migrated the file.
 */
@Entity
@Immutable
@Table(name = "transactions")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class TransactionRow extends PanacheEntityBase {
  static final String WITH_TERMS = "from TransactionRow t left join fetch t.terms ";

  @Id Long position;

  String id;

  int code;

  @Column(name = "changed_at")
  long changedAt;

  int prunable;

  int format;

  String body;

  int checksum;

  @OneToOne @PrimaryKeyJoinColumn @Nullable TermsRow terms;

  StoredState stored() {
    return new StoredState(
        position,
        id,
        code,
        changedAt,
        prunable,
        format,
        body,
        checksum,
        Optional.ofNullable(terms).map(TermsRow::stored));
  }
}
