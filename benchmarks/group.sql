-- What each customer is: whose, since when, what became of them, how often they were contacted.
CREATE TEMP TABLE person AS
SELECT id, store_id, manager_id, row_number() OVER (PARTITION BY store_id ORDER BY id) - 1 AS seat
  FROM accounts_user WHERE role = 'consultant';
CREATE TEMP TABLE shop AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS seat FROM accounts_store;

CREATE TEMP TABLE story AS
WITH drawn AS (
    SELECT n, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e
      FROM generate_series(1, $customers) n
), kinds AS (
    SELECT *, CASE WHEN n = $stores * $consultants OR a < 0.2 THEN 'executing' WHEN a < 0.4 THEN 'won' ELSE 'lost' END AS state
      FROM drawn
), dated AS (
    SELECT *,
           CASE WHEN n = $stores * $consultants THEN 300 ELSE 2 + floor(c * 2 * ($activities - 2))::int END AS contacts,
           DATE '$today' - CASE WHEN n = $stores * $consultants THEN 700 WHEN state = 'executing' THEN floor(b * 180)::int
                                 ELSE 20 + floor(b * 710)::int END AS registered_on
      FROM kinds
), spanned AS (
    SELECT *, LEAST(DATE '$today', registered_on + CASE
               WHEN state = 'executing' THEN GREATEST(0, DATE '$today' - registered_on - floor(d * 6)::int)
               ELSE contacts * (1 + floor(d * 7)::int) END) AS last_on
      FROM dated
)
SELECT n, state, contacts, registered_on, last_on, b, c, d, e,
       shop.id AS store_id, person.id AS consultant_id, person.manager_id,
       CASE WHEN state <> 'executing' THEN last_on END AS ended_on,
       1 + floor(e * 4)::int AS grade_id,
       (ARRAY['Golf', 'Polo', 'Tiguan', 'Passat', 'Lavida', 'ID.3', 'ID.4', 'Teramont'])[1 + n % 8] AS model,
       (ARRAY['', 'douyin', 'autohome', 'yiche', 'wechat', 'store'])[1 + floor(b * 6)::int] AS channel
  FROM spanned
  JOIN shop ON shop.seat = n % $stores
  JOIN person ON person.store_id = shop.id AND person.seat = (n / $stores) % $consultants;
CREATE INDEX ON story (n);

CREATE TEMP TABLE contact AS
SELECT row_number() OVER (ORDER BY n, k) AS id, n, k, s.store_id, s.consultant_id, s.state AS outcome,
       s.registered_on + (s.last_on - s.registered_on) * (k - 1) / s.contacts AS recorded_on,
       s.registered_on + (s.last_on - s.registered_on) * k / s.contacts AS day,
       random() < 0.05 AS is_late, random() AS f
  FROM story s CROSS JOIN LATERAL generate_series(1, s.contacts) k;
ANALYZE story; ANALYZE contact;

-- Customers and intents
INSERT INTO leads_customer (id, store_id, consultant_id, registered_on, lifecycle, name, gender, phone, birthday,
    source, customer_type, district, channel, first_visit_on)
SELECT n, store_id, consultant_id, registered_on, CASE WHEN state = 'won' THEN 'buyer' ELSE 'prospect' END, name.text, 'U', '1' || lpad((3000000000 + n)::text, 10, '0'),
       DATE '1985-05-05', 1 + floor(c * 6)::int, 'private', '朝阳', channel,
       CASE WHEN d < 0.5 THEN registered_on END
  FROM story JOIN name ON name.id = 1 + floor(story.e * $names)::int;

INSERT INTO leads_customerkey (text, of_id, store_id)
SELECT key.text, c.id, c.store_id FROM leads_customer c JOIN name ON name.text = c.name JOIN name_key key ON key.of_id = name.id
 UNION SELECT right(phone, 4), id, store_id FROM leads_customer;

INSERT INTO leads_opportunity (id, customer_id, store_id, consultant_id, registered_on, assigned_on, model, grade_id,
    expected_on, state, ended_on, lost_reason, last_contact_on, last_effective_on, note)
SELECT n, n, store_id, consultant_id, registered_on, registered_on, model,
       CASE WHEN state = 'won' THEN 5 ELSE grade_id END, last_on + (ARRAY[5, 13, 27, 60])[grade_id] - 3, state, ended_on,
       CASE WHEN state = 'lost' THEN (ARRAY['price', 'competitor', 'stock', 'unreachable'])[1 + n % 4] ELSE '' END,
       last_on, last_on, 'B 观望 三个月内买'
  FROM story;

-- Their histories
INSERT INTO leads_historicalcustomer ($of_customer, history_date, history_type)
SELECT $of_customer, registered_on + TIME '10:00', '+' FROM leads_customer;
INSERT INTO leads_historicalopportunity ($of_opportunity, history_date, history_type)
SELECT $of_opportunity, registered_on + TIME '10:00', '+' FROM leads_opportunity;

-- Contacts, plans and moves
INSERT INTO followups_activity (id, opportunity_id, consultant_id, planned_for_id, recorded_on, planned_on, mode, purpose,
    priority, is_first_contact, is_stretched, state, executed_on, executed_at, ended_on, result, content, feedback,
    expected_content, stretch_reason, cancel_reason, is_effective)
SELECT id, n, consultant_id, consultant_id, recorded_on,
       CASE WHEN is_late THEN GREATEST(recorded_on, day - 2) ELSE day END,
       (ARRAY['phone', 'phone', 'phone', 'wechat', 'store_visit', 'test_drive'])[1 + floor(f * 6)::int],
       'gather', 2, false, false, 'executed', day, day + TIME '02:00' + f * INTERVAL '8 hours', day,
       CASE WHEN f < 0.25 THEN 'no_answer' ELSE 'reached' END, '谈了价格和置换', '再考虑', '确认配置', '', '', f >= 0.25
  FROM contact;

CREATE TEMP SEQUENCE plans;
SELECT setval('plans', (SELECT max(id) FROM contact));
INSERT INTO followups_activity (id, opportunity_id, consultant_id, planned_for_id, recorded_on, planned_on, mode, purpose,
    priority, is_first_contact, is_stretched, state, result, content, feedback, expected_content, stretch_reason,
    cancel_reason, is_effective)
SELECT nextval('plans'), n, consultant_id, consultant_id, last_on,
       CASE WHEN c < 0.03 THEN GREATEST(last_on, DATE '$today' - 1) ELSE DATE '$today' + floor(c * 8)::int END,
       'phone', 'raise_grade', 2, false, false, 'planned', '', '', '', '约试驾', '', '', false
  FROM story WHERE state = 'executing';

INSERT INTO followups_activitymove (moved_on, from_on, to_on, reason, activity_id)
SELECT recorded_on, recorded_on, planned_on, '客户没空', id FROM followups_activity WHERE id % 50 = 0;

-- Changes of the intents
INSERT INTO leads_opportunitychange (opportunity_id, store_id, changed_on, state, consultant_id, grade_id, expected_on, note,
    lost_reason, reason, activity_id)
SELECT * FROM (
    SELECT n, store_id, registered_on, 'executing'::text, consultant_id, 1 + floor(b * 4)::int, registered_on + 20, 'B 观望', '', '', NULL::bigint
      FROM story
     UNION ALL
    SELECT n, store_id, day, NULL, NULL, 1 + floor(f * 4)::int, day + 20, 'A 想买', '', '', id FROM contact WHERE k % 4 = 3
     UNION ALL
    SELECT n, store_id, ended_on, state, NULL, CASE WHEN state = 'won' THEN 5 END, NULL, NULL,
           CASE WHEN state = 'lost' THEN 'price' ELSE '' END, '', NULL
      FROM story WHERE ended_on IS NOT NULL
) told ORDER BY 3, 1;
INSERT INTO leads_opportunitychange (opportunity_id, store_id, changed_on, consultant_id, lost_reason, reason)
SELECT n, store_id, LEAST(registered_on + 3, last_on), consultant_id, '', '离职交接' FROM story WHERE n % 30 = 0;

UPDATE leads_opportunity o SET grade_id = c.grade_id
  FROM (SELECT DISTINCT ON (opportunity_id) opportunity_id, grade_id FROM leads_opportunitychange WHERE grade_id IS NOT NULL
         ORDER BY opportunity_id, changed_on DESC, id DESC) c
 WHERE c.opportunity_id = o.id;

-- Deadlines, findings, nights
INSERT INTO followups_deadline (kind, opportunity_id, activity_id, responsible_id, store_id, set_on, due_on, breaks_on,
    ended_on, found_on)
SELECT 'overdue_activity', n, id, consultant_id, store_id, recorded_on, GREATEST(recorded_on, day - 2),
       GREATEST(recorded_on, day - 2), day, GREATEST(recorded_on, day - 2)
  FROM contact WHERE is_late AND GREATEST(recorded_on, day - 2) < day;
INSERT INTO followups_deadline (kind, opportunity_id, activity_id, responsible_id, store_id, set_on, due_on, breaks_on, found_on)
SELECT 'overdue_activity', a.opportunity_id, a.id, a.consultant_id, o.store_id, a.recorded_on, a.planned_on, a.planned_on,
       CASE WHEN a.planned_on < DATE '$today' THEN a.planned_on END
  FROM followups_activity a JOIN leads_opportunity o ON o.id = a.opportunity_id WHERE a.state = 'planned';
INSERT INTO followups_deadline (kind, opportunity_id, responsible_id, store_id, set_on, due_on, breaks_on, found_on)
SELECT kind, o.id, consultant_id, store_id, last_contact_on, due, due + 1,
       CASE WHEN due + 1 < DATE '$today' THEN due + 1 END
  FROM leads_opportunity o JOIN leads_grade g ON g.id = o.grade_id
 CROSS JOIN LATERAL (VALUES ('cadence_breach', last_contact_on + g.cadence), ('expired_opportunity', expected_on),
                            ('no_effective_contact_30', last_effective_on + 30)) v(kind, due)
 WHERE state = 'executing';

INSERT INTO compliance_auditrun ("on", finished_at, store_id)
SELECT day::date, day + TIME '16:30', shop.id
  FROM generate_series(DATE '$today' - 730, DATE '$today' - 1, INTERVAL '1 day') day CROSS JOIN shop;
INSERT INTO compliance_finding (deadline_id, rule, store_id, opportunity_id, activity_id, responsible_id, supervisor_id,
    assessor_id, opened_on, closed_on, due_on, days_late, grade, planned_on, verdict, verdict_reason)
SELECT d.id, d.kind, d.store_id, d.opportunity_id, d.activity_id, d.responsible_id, u.manager_id, head.id, d.found_on,
       d.ended_on, d.due_on, d.found_on - d.due_on, 'B', d.due_on, '', ''
  FROM followups_deadline d JOIN accounts_user u ON u.id = d.responsible_id
  JOIN accounts_user head ON head.store_id = d.store_id AND head.role = 'director' WHERE d.found_on IS NOT NULL;

-- Proposals, ledgers, orders, stock, targets, rewards
INSERT INTO compliance_proposal (store_id, person_id, family, opened_on, occasion, items, kind, amount, uncharged, state,
    decided_at, decided_by_id, reason)
SELECT store_id, responsible_id, CASE WHEN rule IN ('cadence_breach', 'missing_next_plan') THEN 'follow-up' ELSE 'expiry' END,
       opened_on, 1, count(*), CASE WHEN count(*) > 1 THEN 'fine' ELSE 'report' END,
       CASE WHEN count(*) > 1 THEN 5000 ELSE 0 END, 0,
       CASE WHEN opened_on < DATE '$today' - 3 THEN 'approved' ELSE 'proposed' END,
       CASE WHEN opened_on < DATE '$today' - 3 THEN opened_on + TIME '20:00' END,
       CASE WHEN opened_on < DATE '$today' - 3 THEN max(assessor_id) END, ''
  FROM compliance_finding WHERE rule <> 'no_effective_contact_30' GROUP BY 1, 2, 3, 4;
INSERT INTO compliance_ledgerentry ("on", amount, reason, entered_at, number, digest, kind, family, entered_by_id, person_id,
    store_id, proposal_id)
SELECT opened_on, amount, '', decided_at, row_number() OVER (ORDER BY opened_on, id), repeat('0', 64), kind, family,
       decided_by_id, person_id, store_id, id FROM compliance_proposal WHERE state = 'approved';
INSERT INTO compliance_ledgersum (person_id, month, is_total, amount, entries)
SELECT person_id, date_trunc('month', "on"), false, sum(amount), count(*) FROM compliance_ledgerentry GROUP BY 1, 2
 UNION ALL SELECT NULL, NULL, true, coalesce(sum(amount), 0), count(*) FROM compliance_ledgerentry;

INSERT INTO orders_vehicle (id, vin, model, colour, engine_number, list_price, arrived_on, left_on, note, store_id)
SELECT n, 'V' || lpad(n::text, 16, '0'), model, '白', '', 18000000, last_on - 30, last_on, '', store_id
  FROM story WHERE state = 'won';
INSERT INTO orders_vehicle (id, vin, model, colour, engine_number, list_price, arrived_on, note, store_id)
SELECT $customers + n, 'S' || lpad(n::text, 16, '0'), model, '黑', '', 18000000, DATE '$today' - floor(b * 90)::int, '', store_id
  FROM story WHERE n % 50 = 0;
INSERT INTO orders_order (id, number, ordered_on, model, price, customer_id, opportunity_id, consultant_id, store_id, vehicle_id,
    converted_on, firm_on, allocated_on, delivered_on, deposit_kind, money_kept)
SELECT n, 'D' || n, GREATEST(registered_on, last_on - 10), model, 15000000 + floor(b * 50)::int * 100000, n, n, consultant_id,
       store_id, n, GREATEST(registered_on, last_on - 10), GREATEST(registered_on, last_on - 10), last_on, last_on, 'deposit',
       false
  FROM story WHERE state = 'won';
INSERT INTO orders_order (id, number, ordered_on, model, price, customer_id, opportunity_id, consultant_id, store_id,
    converted_on, firm_on, delivery_expected_on, deposit_kind, money_kept)
SELECT n, 'D' || n, last_on, model, 15000000 + floor(b * 50)::int * 100000, n, n, consultant_id, store_id, last_on, last_on,
       last_on + 25, 'deposit', false
  FROM story WHERE state = 'executing' AND n % 20 = 0;
UPDATE leads_opportunity o SET ordered_on = s.last_on, grade_id = 5 FROM story s WHERE s.n = o.id AND s.state = 'executing' AND s.n % 20 = 0;
INSERT INTO leads_opportunitychange (opportunity_id, store_id, changed_on, grade_id, lost_reason, reason)
SELECT n, store_id, last_on, 5, '', '' FROM story WHERE state = 'executing' AND n % 20 = 0;
INSERT INTO orders_paymentdue (id, order_id, kind, due_on, amount, paid)
SELECT id * 2, id, 'deposit', ordered_on, 500000, 500000 FROM orders_order
 UNION ALL
SELECT id * 2 + 1, id, 'balance', COALESCE(delivered_on, delivery_expected_on), price - 500000,
       CASE WHEN delivered_on IS NULL THEN 0 ELSE price - 500000 END FROM orders_order;
INSERT INTO orders_payment (due_id, received_on, amount, way, reference, recorded_at, reason, recorded_by_id)
SELECT d.id, d.due_on, d.paid, 'transfer', '', d.due_on + TIME '08:00', '', o.consultant_id
  FROM orders_paymentdue d JOIN orders_order o ON o.id = d.order_id WHERE d.paid > 0;
INSERT INTO orders_target (month, model, orders, deliveries, consultant_id, store_id)
SELECT month::date, '', 6, 5, person.id, person.store_id
  FROM generate_series(DATE '$today' - 720, DATE '$today' + 10, INTERVAL '1 month') at
 CROSS JOIN LATERAL date_trunc('month', at) month CROSS JOIN person;

INSERT INTO rewards_reward (converted_on, price, amount, state, decided_at, reason, decided_by_id, order_id, person_id, store_id)
SELECT converted_on, price, 50000, CASE WHEN converted_on < DATE '$today' - 5 THEN 'approved' ELSE 'proposed' END,
       CASE WHEN converted_on < DATE '$today' - 5 THEN converted_on + TIME '20:00' END, '',
       CASE WHEN converted_on < DATE '$today' - 5 THEN head.id END, o.id, o.consultant_id, o.store_id
  FROM orders_order o JOIN accounts_user head ON head.store_id = o.store_id AND head.role = 'director';
INSERT INTO rewards_rewardentry ("on", amount, entered_at, number, digest, kind, reason, entered_by_id, person_id, reward_id, store_id)
SELECT converted_on, amount, decided_at, row_number() OVER (ORDER BY converted_on, id), repeat('0', 64), 'reward', '',
       decided_by_id, person_id, id, store_id FROM rewards_reward WHERE state = 'approved';
INSERT INTO rewards_rewardsum (person_id, month, is_total, amount, entries)
SELECT person_id, date_trunc('month', "on"), false, sum(amount), count(*) FROM rewards_rewardentry GROUP BY 1, 2
 UNION ALL SELECT NULL, NULL, true, coalesce(sum(amount), 0), count(*) FROM rewards_rewardentry;

-- Leads, visits, notices
INSERT INTO intake_lead (id, store_id, channel, name, phone, model, received_at, recorded_at, sorted_at, state, reason, customer_id,
    opportunity_id, assigned_to_id, assigned_at, first_contact_by, contacted_at, is_counted, payload, answer)
SELECT n, store_id, COALESCE(NULLIF(channel, ''), 'website'), '线索' || n, '1' || lpad((3000000000 + n)::text, 10, '0'), model,
       at, at, at, CASE WHEN given THEN 'assigned' ELSE 'set_aside' END, CASE WHEN given THEN '' ELSE 'no_intent' END,
       CASE WHEN given THEN n END, CASE WHEN given THEN n END, CASE WHEN given THEN consultant_id END,
       CASE WHEN given THEN at END, CASE WHEN given THEN at + INTERVAL '1 day' END,
       CASE WHEN given THEN at + d * INTERVAL '20 hours' END, true, 'null', 'null'
  FROM (SELECT *, registered_on + TIME '02:00' - e * INTERVAL '10 hours' AS at, c < 0.67 AS given FROM story WHERE n % 2 = 0) lead;
INSERT INTO intake_assignment (lead_id, store_id, at, person_id, rule, reason, inputs)
SELECT id, store_id, assigned_at, assigned_to_id, 'turn', '', '{}' FROM intake_lead WHERE assigned_to_id IS NOT NULL;
INSERT INTO reception_visit (kind, "on", arrived_at, left_at, chosen, reason, party_size, name, phone, address, is_first_contact,
    note, consultant_id, customer_id, opportunity_id, registered_by_id, store_id)
SELECT CASE WHEN n % 6 = 0 THEN 'call_in' ELSE 'walk_in' END, registered_on, registered_on + TIME '03:00',
       registered_on + TIME '04:00', 'turn', '', 2, '客户', '', '', true, '', consultant_id, n, n, consultant_id, store_id
  FROM story WHERE n % 3 = 0;
INSERT INTO accounts_notice (kind, key, mark, values, made_at, read_at, is_owed, person_id)
SELECT 'customer_given', n, '', '{}', registered_on + TIME '09:00', registered_on + TIME '10:00', false, consultant_id FROM story;
