from .ledger import RewardEntry, RewardKind, RewardSum
from .policies import RewardPolicy, RewardTier
from .rewards import Reward, RewardState

__all__ = [
    "Reward",
    "RewardEntry",
    "RewardKind",
    "RewardPolicy",
    "RewardState",
    "RewardSum",
    "RewardTier",
]
