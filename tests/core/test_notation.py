"""A constraint stands in signs as it stands in the data."""

from decimal import Decimal

import pytest

from registry.core.criteria import Constraint
from registry.core.notation import in_signs
from registry.vocabulary import CFIT

FOLDS = Constraint(CFIT.isFoldable, "eq", (True,))


@pytest.mark.parametrize(
    ("constraint", "signs"),
    [
        (Constraint(CFIT.repairabilityIndex, "ge", (Decimal("4.00"),)), "cfit:repairabilityIndex ≥ 4.00"),
        (Constraint(CFIT.securitySupportEnd, "ge", years_after_award=5), "cfit:securitySupportEnd ≥ award + 5 years"),
        (Constraint(CFIT.securitySupportEnd, "ge", years_after_award=1), "cfit:securitySupportEnd ≥ award + 1 year"),
        (Constraint(CFIT.energyClass, "in", ("A", "B")), 'cfit:energyClass ∈ {"A", "B"}'),
        (Constraint(CFIT.sparePartTypes, "includes", ("hinge",), condition=FOLDS),
         'cfit:sparePartTypes ⊇ {"hinge"} if cfit:isFoldable = true'),
        (Constraint(CFIT.eprelNumber, "exists"), "∃ cfit:eprelNumber"),
        (Constraint(CFIT.finalAssemblyFactoryDisclosed, "countGe", (Decimal(1),)),
         "|cfit:finalAssemblyFactoryDisclosed| ≥ 1"),
        (Constraint(CFIT.repairabilityIndex, "within", tolerance=Decimal(4)),
         "cfit:repairabilityIndex ≤ 100 Σ / (100 - 4)"),
        (Constraint(CFIT.ipSolid, "anyOf", any_of=(Constraint(CFIT.ipSolid, "ge", (Decimal(6),)), FOLDS)),
         "cfit:ipSolid ≥ 6 or cfit:isFoldable = true"),
    ],
)  # fmt: skip
def test_a_constraint_in_signs(constraint, signs):
    assert in_signs(constraint) == signs
