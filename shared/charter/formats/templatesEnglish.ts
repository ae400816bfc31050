import type { Template } from "./templates.ts";

const mutualAid = `# Mutual aid accord

## Preamble

We, the communities named as parties to this accord,

remembering that in flood, fire, drought and sickness help has always come first from neighbours,

knowing that each of us is sometimes the one who gives and sometimes the one who needs,

and wishing to promise in good days what we shall do in bad ones,

have agreed as follows.

## Purpose

1. The parties help one another when a disaster, an epidemic, an attack or a sudden lack of food or water exceeds what one of them can meet alone.
2. Help under this accord is given between equals. It creates no debt, no dependence and no right to govern.

## Asking for help

1. Each party names [two] contact persons who can be reached at any hour, and tells the others when they change.
2. A party asks for help by telling the contact persons of the others what happened, what is needed, where, and for how long.
3. A party that is asked answers within [six hours], even if the answer is that it cannot help.

## Giving help

1. Each party gives what it can spare without danger to its own people: hands, food, water, seed, medicine, tools, vehicles, shelter.
2. Those who come to help follow the directions of the party they help, and keep their own organisation.
3. The party that receives help gives those who come food, a safe place to sleep and care if they are hurt.
4. Nobody is sent who has not agreed to go.

## Goods and costs

1. What is consumed is a gift, unless both parties agreed otherwise before it was given.
2. Tools, vehicles and animals that are lent are returned in the state in which they came; what breaks is repaired or replaced together.
3. Each party keeps a simple list of what it gave and received, open to all parties.

## Readiness

1. The parties meet once a year, before the season of greatest danger, to review stores, routes and contacts.
2. Once a year they practise together a call for help.

## Differences

1. A difference about this accord is talked over first by the contact persons, then by the delegates of the parties.
2. If it lasts longer than [30 days], the parties ask a mediator whom all of them trust. The mediator proposes; the parties decide.

## Term and renewal

1. This accord is in force for [one year] from the day on which the last party has ratified it.
2. In the two months before it ends, the parties review it together and decide whether to renew it, with or without changes.
3. If it is not renewed it lapses. What was lent is then returned within [30 days].

## Amendment and withdrawal

1. The accord is changed only by a text that every party has ratified.
2. A party may leave with [60 days'] notice to all others. Help that was already promised is still given.
`;

const sharedWater = `# Accord on shared water and pasture

## Preamble

We, the peoples and communities who drink from the same water and graze the same land,

mindful that the water was here before us and must be here after us,

honouring the customs by which our elders shared it in good years and in dry ones,

and wishing that no child of ours should fight over a well,

have agreed as follows.

## The water and the land

1. This accord covers the springs, wells, streams and pastures described in the annex.
2. They are held in common by those who live from them. No party may sell them, close them or give them to anyone outside this accord.

## Use

1. Water for drinking, for people first and then for animals, comes before every other use.
2. No one who is thirsty is turned away, party to this accord or not.
3. Herds come to water on the days and at the hours set out in the annex.
4. No new well, pump, dam or fence is made within [one hour's walk] of shared water unless all parties agree.

## Seasons and movement

1. The dates on which pastures open and close are set each season by the council of this accord.
2. Herders on the move may cross, rest for [three nights] and water their animals along the routes in the annex.
3. In a dry year, declared by the council, the parties reduce their herds on shared pasture in equal proportion.

## Care

1. Each party gives [four days] of work a year for each household that uses the water, to clean and repair wells, channels and banks.
2. Nothing is washed, thrown or spilled into shared water that makes it unfit to drink.
3. Sick animals are kept away from shared water, and the other parties are told the same day.

## Council

1. Each party sends [two] delegates to the council, [at least one] of them a woman.
2. The council meets at every change of season and whenever two parties ask for it.
3. It decides by agreement of all parties, one voice for each. Until they agree, the custom of the last season stands.

## Harm and repair

1. Who damages water, pasture, crops or animals repairs the damage or replaces what was lost.
2. The amount is settled by two persons, one chosen by each side, and a third whom these two choose.
3. Nobody takes revenge, and nobody holds another's animals or people as a pledge.

## Term and renewal

1. This accord is in force for [three years] from the day on which the last party has ratified it.
2. It is reviewed at each yearly gathering, and renewed by ratification of all parties.
3. If it lapses, water for drinking remains open to all.

## Amendment and new parties

1. The accord is changed only by a text that every party has ratified.
2. Another community that lives from the same water may join if all parties agree, by ratifying the text as it stands.

## Annex: places, days and routes

| Place | Whose herds | Days |
| --- | --- | --- |
| [Spring at the foot of the hill] | [all parties] | [every day, morning] |
| [North well] | [first party] | [first and third day] |
| [South pasture] | [second party] | [from the first rain] |
`;

const jointCampaign = `# Alliance for a joint campaign

## Preamble

We, the movements and unions named as parties to this alliance,

each with our own members, our own history and our own way of deciding,

convinced that what divides us is smaller than what we want to change together,

have agreed as follows.

## Aim

1. We campaign together for [the aim of the campaign].
2. The campaign has reached its aim when [what must have happened].
3. On all other questions each party remains free to speak and act on its own.

## Principles

1. We act openly and without violence against persons.
2. We do not speak against one another in public about the matters of this alliance; we bring criticism to the coordination first.
3. No party accepts money or favours for the campaign that would bind the others.
4. Nobody is excluded from the work for their origin, gender, belief, language or means.

## Coordination

1. Each party names [two] delegates to the coordination, who act within a mandate from their members and report back to them.
2. The coordination decides by agreement. One party, one voice, whatever its size.
3. If agreement is not reached in [two] meetings, the question goes back to the members of each party; until then nothing is done in the name of all.

## Speaking and acting

1. Statements in the name of the alliance are agreed by all parties before they are published.
2. Each party may call its own actions for the aim, and tells the others [one week] before.
3. A party may stay out of an action without leaving the alliance, and says so early.

## Work and money

1. Each party gives what it can: [people, rooms, printing, translation, legal aid].
2. A common fund is kept by [one party], with accounts that every party may see at any time. Payments above [amount] need the agreement of two other parties.
3. What remains in the fund at the end is divided as it was given, or passed on as all parties agree.

## Safety and care

1. Lists of members are not shared. What a party learns of another's members it keeps to itself.
2. Whoever is arrested, dismissed or threatened for the campaign is supported by all parties.

## Term and renewal

1. This alliance is in force for [one year] from the day on which the last party has ratified it, or until its aim is reached.
2. In the last two months the parties review what was done and decide whether to renew it.

## Amendment, joining and leaving

1. The text is changed only by a version that every party has ratified.
2. Others who share the aim and the principles may join if all parties agree.
3. A party may leave at any time by a signed statement, and settles with the others what it owes and what it lent.
`;

export const englishTemplates: readonly Template[] = [
  {
    id: "mutual-aid",
    language: "en",
    title: "Mutual aid accord",
    summary: "Neighbouring communities promise help in flood, fire, drought and sickness.",
    markdown: mutualAid,
  },
  {
    id: "shared-water",
    language: "en",
    title: "Accord on shared water and pasture",
    summary: "Who waters and grazes where and when, how it is cared for, and how harm is repaired.",
    markdown: sharedWater,
  },
  {
    id: "joint-campaign",
    language: "en",
    title: "Alliance for a joint campaign",
    summary: "Movements and unions act together for one aim and stay free in all else.",
    markdown: jointCampaign,
  },
];
