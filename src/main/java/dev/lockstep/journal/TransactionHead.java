package dev.lockstep.journal;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What can be counted, found and pruned without looking at what a row says. */
@Entity
@Table(name = "transactions")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class TransactionHead extends PanacheEntityBase {
  @Id Long position;

  @Column(name = "id_hash")
  int idHash;

  String id;

  int code;

  @Column(name = "changed_at")
  long changedAt;

  int prunable;
}
